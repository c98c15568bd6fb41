import assert from "node:assert/strict";
import { advance, client, deadLetter, inbox, logOf, test } from "./suite.mjs";

const told = (delivery) => {
  const { body, sourceBody, ...rest } = JSON.parse(delivery.text);
  return { ...rest, body: Buffer.from(body ?? "", "base64").toString(), sourceBody: Buffer.from(sourceBody ?? "", "base64").toString() };
};

test("a callback tells of the answer, signed for its own URL", async () => {
  const box = inbox("answering").answer({ status: 201, body: "thänks", headers: { "x-answer": "yes" } });
  const callback = inbox("told");
  const { messageId } = await client.publish({
    url: box.url, callback: callback.url, body: "question", method: "PUT", headers: { "x-mine": "v", "content-type": "text/plain",
      "Upstash-Callback-Forward-X-Of-Callback": "c", "Upstash-Callback-Method": "PATCH", "Upstash-Callback-Retries": "1" } });
  const got = await callback.next();
  assert.equal(got.method, "PATCH");
  assert.equal(got.headers["content-type"], "application/json");
  assert.equal(got.headers["x-of-callback"], "c");
  assert.notEqual(got.headers["upstash-message-id"], messageId);
  const t = told(got);
  assert.deepEqual([t.status, t.body, t.header["X-Answer"], t.retried, t.maxRetries], [201, "thänks", ["yes"], 0, 3]);
  assert.deepEqual([t.sourceMessageId, t.sourceBody, t.url, t.method, t.dlqId], [messageId, "question", box.url, "PUT", undefined]);
  assert.deepEqual(t.sourceHeader, { "X-Mine": ["v"], "Content-Type": ["text/plain"] });
  assert.ok(t.createdAt && t.notBefore);
  const message = await client.messages.get(messageId);
  assert.equal(message.callback, callback.url);
  assert.deepEqual(message.callbackHeader, { "X-Of-Callback": ["c"] });
  assert.equal((await box.next()).headers["x-of-callback"], undefined);
  assert.equal((await client.messages.get(got.headers["upstash-message-id"])).maxRetries, 1);
});

test("each attempt calls back, the failure once", async () => {
  const box = inbox("failing");
  box.reply = { status: 500, body: "no" };
  const each = inbox("each");
  const end = inbox("end");
  const { messageId } = await client.publishJSON({
    url: box.url, retries: 1, retryDelay: "30000", callback: each.url, failureCallback: end.url, body: { n: 1 },
    headers: { "Upstash-Failure-Callback-Forward-X-End": "e" } });
  const first = told(await each.next());
  assert.deepEqual([first.status, first.retried, first.maxRetries, first.body], [500, 0, 1, "no"]);
  await logOf(messageId, "RETRY");
  assert.equal(end.size, 0);
  await advance("31s");
  assert.equal(told(await each.next()).retried, 1);
  const last = await end.next();
  assert.equal(last.headers["x-end"], "e");
  const t = told(last);
  assert.deepEqual([t.status, t.retried, t.maxRetries, t.sourceMessageId, t.sourceBody], [500, 1, 1, messageId, '{"n":1}']);
  assert.equal(t.dlqId, (await deadLetter(messageId)).dlqId);
  assert.deepEqual([each.size, end.size], [0, 0]);
});

test("a group's, a queue's and a schedule's messages say where they come from", async () => {
  const box = inbox("named");
  const callback = inbox("named-told");
  await client.urlGroups.addEndpoints({ name: "named", endpoints: [{ name: "e", url: box.url }] });
  await client.queue({ queueName: "named" }).enqueue({ urlGroup: "named", callback: callback.url });
  const t = told(await callback.next());
  assert.deepEqual([t.topicName, t.endpointName], ["named", "e"]);
});

test("a callback that fails is retried and becomes a dead letter of its own", async () => {
  const box = inbox("fine");
  const callback = inbox("broken");
  callback.reply = { status: 500 };
  await client.publish({ url: box.url, callback: callback.url, retries: 0 });
  const got = await callback.next();
  const letter = await deadLetter(got.headers["upstash-message-id"]);
  assert.equal(letter.url, callback.url);
  await client.dlq.delete(letter.dlqId);
});
