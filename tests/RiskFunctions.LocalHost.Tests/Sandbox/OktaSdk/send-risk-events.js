'use strict';
// Sends one request with Okta's own client. In: a line of JSON on standard input. Out: a line of JSON with what came of it.
const { Client } = require('@okta/okta-sdk-nodejs');
const { RiskEventApi, ServerConfiguration, createConfiguration } = require('@okta/okta-sdk-nodejs/src/generated');
const { client, instance } = JSON.parse(require('fs').readFileSync(0, 'utf8'));

for (const event of instance) {
  // The client writes times by itself, and only from a Date.
  for (const name of ['timestamp', 'expiresAt']) if (event[name]) event[name] = new Date(event[name]);
}

const okta = new Client(client);
let backoffs = 0;
okta.requestExecutor.on('backoff', () => backoffs++);

// Version 7 has this API, but its Client gives no access to it.
const api = new RiskEventApi(createConfiguration({ baseServer: new ServerConfiguration(okta.baseUrl), httpApi: okta.http }));
api.sendRiskEvents({ instance }).then(
  () => ({ accepted: true }),
  error => ({ accepted: false, status: error.status, errorCode: error.errorCode, message: error.message }),
).then(result => console.log(JSON.stringify({ ...result, backoffs })));
