'use strict';
// Verifies a SET with jose. In: keySet (URL), issuer, audience and set on standard input, as JSON. Out: a line of JSON with its header and claims, and how jose refuses it otherwise.
const { createRemoteJWKSet, jwtVerify } = require('jose');
const { keySet, issuer, audience, set } = JSON.parse(require('fs').readFileSync(0, 'utf8'));

const keys = createRemoteJWKSet(new URL(keySet));
const verify = (token, changes) => jwtVerify(token, keys, { issuer, audience, typ: 'secevent+jwt', algorithms: ['RS256'], requiredClaims: ['jti', 'iat', 'events'], ...changes });
const refusal = (token, changes) => verify(token, changes).then(() => 'accepted', fault => fault.code);

(async () => {
  const { protectedHeader, payload } = await verify(set, {});
  const [head, body, signature] = set.split('.');
  const changed = [head, body, (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1)].join('.');
  console.log(JSON.stringify({
    header: protectedHeader,
    payload,
    refusals: [await refusal(set, { issuer: issuer + '/' }), await refusal(set, { audience: audience + '/' }), await refusal(changed, {})],
  }));
})();
