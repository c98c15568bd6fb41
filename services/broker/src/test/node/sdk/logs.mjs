import assert from "node:assert/strict";
import { advance, client, fail, inbox, logOf, now, statesOf, test, until } from "./suite.mjs";

test("a delivery's log", async () => {
  const box = inbox("delivered");
  const { messageId } = await client.publish({ url: box.url, body: "grüße", label: ["a", "b"], headers: { "x-mine": "v" } });
  const log = await logOf(messageId, "DELIVERED");
  assert.deepEqual(log.map((l) => l.state), ["CREATED", "ACTIVE", "DELIVERED"]);
  for (const line of log) {
    assert.deepEqual([line.messageId, line.url, line.label, line.labels], [messageId, box.url, "a", ["a", "b"]]);
    assert.equal(Buffer.from(line.body, "base64").toString(), "grüße");
    assert.deepEqual(line.header["X-Mine"], ["v"]);
    assert.equal(typeof line.time, "number");
  }
});

test("a failure's log, with responses and the time of the retry", async () => {
  const box = inbox("failed");
  box.reply = { status: 503, body: "busy", headers: { "x-why": "load" } };
  const { messageId } = await client.publish({ url: box.url, retries: 1, retryDelay: "60000" });
  const waiting = await logOf(messageId, "RETRY");
  assert.ok(Math.abs(waiting.at(-1).nextDeliveryTime - (await now()) - 60_000) < 10_000);
  await advance("61s");
  const log = await logOf(messageId, "FAILED");
  assert.deepEqual(log.map((l) => l.state), ["CREATED", "ACTIVE", "ERROR", "RETRY", "ACTIVE", "ERROR", "FAILED"]);
  const error = log.find((l) => l.state === "ERROR");
  assert.deepEqual([error.responseStatus, error.responseBody, error.responseHeader["X-Why"]], [503, "busy", ["load"]]);
  assert.ok(error.error);
});

test("urlGroup, topicName and the old names of the call", async () => {
  const box = inbox("log-group");
  await client.urlGroups.addEndpoints({ name: "log-group", endpoints: [{ name: "e", url: box.url }] });
  const [{ messageId }] = await client.publish({ urlGroup: "log-group" });
  await logOf(messageId, "DELIVERED");
  const old = await client.events({ filter: { topicName: "log-group", state: "DELIVERED" } });
  assert.deepEqual(old.events, old.logs);
  assert.deepEqual([old.events[0].urlGroup, old.events[0].topicName, old.events[0].endpointName], ["log-group", "log-group", "e"]);
  assert.equal((await client.logs({ filter: { urlGroup: ["log-group", "none"], messageId } })).logs.length, 3);
});

test("filters, alone and together", async () => {
  const box = inbox("log-filters");
  const { messageId } = await client.publish({
    url: `${box.url}/p?q=1`, label: "filtered", flowControl: { key: "log-key", parallelism: 9 } });
  const queued = await client.queue({ queueName: "log-queue" }).enqueue({ url: box.url });
  const log = await logOf(messageId, "DELIVERED");
  await logOf(queued.messageId, "DELIVERED");
  const count = async (filter) => (await client.logs({ filter })).logs.length;
  assert.equal(await count({ url: `${box.url}/p?q=1` }), 3);
  assert.equal(await count({ path: ["/log-filters/p", "/log-filters"] }), 6);
  assert.equal(await count({ host: "127.0.0.1", label: "filtered" }), 3);
  assert.equal(await count({ flowControlKey: "log-key" }), 3);
  assert.equal(await count({ queueName: "log-queue" }), 3);
  assert.equal(await count({ queueName: "log-queue", label: "filtered" }), 0);
  assert.equal(await count({ messageId, state: "ACTIVE" }), 1);
  assert.equal(await count({ messageId, state: "IN_PROGRESS" }), 1);
  assert.equal(await count({ messageId, callerIp: "192.0.2.1" }), 0);
  assert.equal(await count({ messageId, fromDate: log[0].time, toDate: new Date(log[2].time) }), 3);
  assert.equal(await count({ messageId, fromDate: log[2].time + 1 }), 0);
  assert.equal((await client.logs({ messageIds: [messageId, queued.messageId] })).logs.length, 6);
});

test("pages go from the newest to the oldest, with a cursor only if there is more", async () => {
  const box = inbox("log-pages");
  const { messageId } = await client.publish({ url: box.url, label: "paged" });
  await logOf(messageId, "DELIVERED");
  const first = await client.logs({ count: 2, filter: { label: "paged" } });
  assert.deepEqual(first.logs.map((l) => l.state), ["DELIVERED", "ACTIVE"]);
  const second = await client.logs({ count: 2, cursor: first.cursor, filter: { label: "paged" } });
  assert.deepEqual(second.logs.map((l) => l.state), ["CREATED"]);
  assert.equal(second.cursor, undefined);
});

test("everything is logged without a filter", async () => {
  const { messageId } = await client.publish({ url: "https://example.com", delay: "1h" });
  assert.ok((await client.logs()).logs.some((l) => l.messageId === messageId));
  await client.messages.cancel(messageId);
  assert.deepEqual(await statesOf(messageId, "CANCELED"), ["CREATED", "CANCEL_REQUESTED", "CANCELED"]);
});
