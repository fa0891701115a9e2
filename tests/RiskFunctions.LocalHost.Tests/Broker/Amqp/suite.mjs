// Microsoft's JavaScript client, which speaks AMQP by another library than the .NET one does, against the local broker.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { isServiceBusError, ServiceBusClient } from '@azure/service-bus';

const [connectionString, topic] = process.argv.slice(2);
const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 10_000 } });
const lane = 'low';
const text = message => Buffer.isBuffer(message.body) ? message.body.toString() : message.body;

const cases = {
  async 'send batch, receive, complete'() {
    const sender = client.createSender(topic);
    const batch = await sender.createMessageBatch();
    for (let i = 0; i < 20; i++) {
      assert.ok(batch.tryAddMessage({
        body: Buffer.from(`body ${i}`), messageId: `js-${i}`, contentType: 'application/json', subject: 'greeting', correlationId: 'c-1',
        applicationProperties: { riskLevel: 'LOW', count: i, ratio: 0.5, seen: true },
      }));
    }
    await sender.sendMessages(batch);
    await sender.close();

    const receiver = client.createReceiver(topic, lane);
    const received = [];
    while (received.length < 20) {
      const some = await receiver.receiveMessages(20, { maxWaitTimeInMs: 5000 });
      assert.notEqual(some.length, 0);
      received.push(...some);
    }
    assert.deepEqual(received.map(text), Array.from({ length: 20 }, (_, i) => `body ${i}`));
    const [first] = received;
    assert.equal(first.messageId, 'js-0');
    assert.equal(first.contentType, 'application/json');
    assert.equal(first.subject, 'greeting');
    assert.equal(first.correlationId, 'c-1');
    assert.equal(first.applicationProperties.seen, true);
    assert.equal(first.applicationProperties.ratio, 0.5);
    assert.equal(first.deliveryCount, 0);
    assert.ok(first.lockedUntilUtc > new Date());
    assert.ok(first.sequenceNumber.toNumber() > 0);
    for (const message of received) await receiver.completeMessage(message);
    assert.equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 })).length, 0);
    await receiver.close();
  },

  async 'abandon with properties gives the message again with them'() {
    const receiver = await one();
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    await receiver.abandonMessage(message, { note: 'tried once' });
    const [again] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    assert.equal(again.messageId, message.messageId);
    assert.equal(again.applicationProperties.note, 'tried once');
    assert.equal(again.deliveryCount, 1);
    await receiver.completeMessage(again);
    await receiver.close();
  },

  async 'dead-letter, and read it from $deadletterqueue'() {
    const receiver = await one();
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    await receiver.deadLetterMessage(message, { deadLetterReason: 'InvalidSignal', deadLetterErrorDescription: 'ip: no address', seenBy: 'js' });
    await receiver.close();

    const dead = client.createReceiver(topic, lane, { subQueueType: 'deadLetter' });
    const [letter] = await dead.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    assert.equal(letter.messageId, message.messageId);
    assert.equal(letter.deadLetterReason, 'InvalidSignal');
    assert.equal(letter.deadLetterErrorDescription, 'ip: no address');
    assert.equal(letter.applicationProperties.seenBy, 'js');
    await dead.completeMessage(letter);
    assert.equal((await dead.peekMessages(1)).length, 0);
    await dead.close();
  },

  async 'renew a lock, and lose one'() {
    const receiver = await one();
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    const before = message.lockedUntilUtc;
    await new Promise(done => setTimeout(done, 50));
    assert.ok(await receiver.renewMessageLock(message) > before);
    await receiver.completeMessage(message);
    await assert.rejects(receiver.renewMessageLock(message), lockLost);
    await receiver.close();

    // The lock runs out: the broker of this run has locks of three seconds, and the client is told not to renew them by itself.
    await (await one()).close();
    const slow = client.createReceiver(topic, lane, { maxAutoLockRenewalDurationInMs: 0 });
    const [late] = await slow.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    await new Promise(done => setTimeout(done, 3500));
    await assert.rejects(slow.completeMessage(late), lockLost);
    await slow.close();
    const other = client.createReceiver(topic, lane);
    const [again] = await other.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    assert.equal(again.messageId, late.messageId);
    await other.completeMessage(again);
    await other.close();
  },

  async 'peek, schedule, cancel'() {
    const sender = client.createSender(topic);
    const [number] = await sender.scheduleMessages({ body: Buffer.from('later'), applicationProperties: { riskLevel: 'LOW' } }, new Date(Date.now() + 3_600_000));
    await sender.cancelScheduledMessages(number);
    await assert.rejects(sender.cancelScheduledMessages(number), fault => isServiceBusError(fault));
    await sender.close();
    const receiver = await one();
    const [peeked] = await receiver.peekMessages(1);
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    assert.equal(peeked.messageId, message.messageId);
    await receiver.completeMessage(message);
    await receiver.close();
  },

  async 'receive and delete'() {
    await (await one()).close();
    const receiver = client.createReceiver(topic, lane, { receiveMode: 'receiveAndDelete' });
    assert.equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 })).length, 1);
    assert.equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 })).length, 0);
    await receiver.close();
  },

  async 'subscribe takes what comes'() {
    const receiver = client.createReceiver(topic, lane);
    const seen = new Set();
    const all = new Promise((done, failed) => receiver.subscribe({
      async processMessage(message) { seen.add(message.messageId); if (seen.size === 50) done(); },
      async processError({ error }) { failed(error); },
    }, { maxConcurrentCalls: 8 }));
    const sender = client.createSender(topic);
    await sender.sendMessages(Array.from({ length: 50 }, () => ({ messageId: randomUUID(), body: Buffer.from('x'), applicationProperties: { riskLevel: 'LOW' } })));
    await all;
    await sender.close();
    await receiver.close();
  },

  async 'an entity that is not there'() {
    const sender = client.createSender('no-such-topic');
    await assert.rejects(sender.sendMessages({ body: 'x' }), fault => isServiceBusError(fault) && fault.code === 'MessagingEntityNotFound');
    await sender.close();
  },
};

/** A receiver, with one message waiting for it. */
async function one() {
  const sender = client.createSender(topic);
  await sender.sendMessages({ messageId: randomUUID(), body: Buffer.from('hello'), applicationProperties: { riskLevel: 'LOW' } });
  await sender.close();
  return client.createReceiver(topic, lane);
}

function lockLost(fault) {
  return isServiceBusError(fault) && fault.code === 'MessageLockLost';
}

let failed = 0;
for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
    console.log(`ok      ${name}`);
  } catch (fault) {
    failed++;
    console.log(`FAILED  ${name}\n${fault.stack}`);
  }
}
await client.close();
process.exit(failed === 0 ? 0 : 1);
