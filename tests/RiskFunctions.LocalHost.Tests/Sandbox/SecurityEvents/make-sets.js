'use strict';
// Signs SETs with jose. In: the claims on standard input, as one line of JSON. Out: a line of JSON with the public key and the SETs.
const { SignJWT, exportJWK, generateKeyPair } = require('jose');
const claims = JSON.parse(require('fs').readFileSync(0, 'utf8'));

const sign = (payload, key) => new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'jose-1', typ: 'secevent+jwt' }).sign(key);

(async () => {
  const [own, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
  console.log(JSON.stringify({
    jwk: JSON.stringify({ ...await exportJWK(own.publicKey), kid: 'jose-1', use: 'sig', alg: 'RS256' }),
    good: await sign({ ...claims, jti: 'good' }, own.privateKey),
    wrongAudience: await sign({ ...claims, jti: 'astray', aud: claims.aud + '/' }, own.privateKey),
    wrongKey: await sign({ ...claims, jti: 'forged' }, other.privateKey),
  }));
})();
