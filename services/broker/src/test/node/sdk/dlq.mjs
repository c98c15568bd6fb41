import assert from "node:assert/strict";
import { client, deadLetter, fail, inbox, refusal, test, until } from "./suite.mjs";

test("a message that failed is a dead letter with all that is known", async () => {
  const box = inbox("letter");
  const letter = await fail(box, { body: "content", headers: { "x-mine": "v" }, label: "letter", method: "PUT",
    flowControl: { key: "letters", parallelism: 2 } });
  assert.match(letter.dlqId, /^\d+-\d+$/);
  assert.deepEqual([letter.url, letter.method, letter.body, letter.label, letter.maxRetries], [box.url, "PUT", "content", "letter", 0]);
  assert.deepEqual(letter.header["X-Mine"], ["v"]);
  assert.deepEqual([letter.responseStatus, letter.responseBody, letter.responseHeader["X-Why"]], [500, "broken", ["test"]]);
  assert.deepEqual([letter.flowControlKey, letter.parallelism, letter.rate, letter.ratePerSecond], ["letters", 2, undefined, undefined]);
  await client.dlq.delete(letter.dlqId);
});

test("no response at all is a dead letter without status", async () => {
  const { messageId } = await client.publish({ url: "http://127.0.0.1:1/closed", retries: 0 });
  const letter = await deadLetter(messageId);
  assert.equal(letter.responseStatus, 0);
  assert.ok(letter.responseBody);
  assert.deepEqual(await client.dlq.delete(letter.dlqId), { deleted: 1 });
});

test("pages have a cursor only if there is more", async () => {
  const box = inbox("pages");
  for (let i = 0; i < 3; i++) { await fail(box, { label: "page" }); }
  const first = await client.dlq.listMessages({ count: 2, filter: { label: "page" } });
  assert.equal(first.messages.length, 2);
  const second = await client.dlq.listMessages({ count: 2, cursor: first.cursor, filter: { label: "page" } });
  assert.equal(second.messages.length, 1);
  assert.equal(second.cursor, undefined);
  const all = [...first.messages, ...second.messages].map((m) => m.dlqId);
  assert.equal(new Set(all).size, 3);
  assert.deepEqual((await client.dlq.listMessages({ dlqIds: [all[0], all[2]] })).messages.map((m) => m.dlqId), [all[0], all[2]]);
  assert.equal((await client.dlq.listMessages({ dlqIds: all[1] })).messages.length, 1);
  assert.equal((await client.dlq.delete({ filter: { label: "page" } })).deleted, 3);
  assert.deepEqual((await client.dlq.listMessages()).messages, []);
});

test("each filter finds its own", async () => {
  const box = inbox("filters");
  await client.urlGroups.addEndpoints({ name: "dlq-group", endpoints: [{ url: box.url }] });
  const plain = await fail(box, { label: ["a", "b"], flowControl: { key: "dlq-key", rate: 5 } });
  box.reply = { status: 418 };
  const [{ messageId }] = await client.queue({ queueName: "dlq-queue" }).enqueue({ urlGroup: "dlq-group", retries: 0 });
  const grouped = await deadLetter(messageId);
  const find = async (filter) => (await client.dlq.listMessages({ filter })).messages.map((m) => m.dlqId);
  const both = [plain.dlqId, grouped.dlqId];
  assert.deepEqual(await find({ url: [box.url, "https://example.com"] }), both);
  assert.deepEqual(await find({ label: ["b", "z"] }), [plain.dlqId]);
  assert.deepEqual(await find({ flowControlKey: "dlq-key" }), [plain.dlqId]);
  assert.deepEqual(await find({ urlGroup: "dlq-group" }), [grouped.dlqId]);
  assert.deepEqual(await find({ queueName: "dlq-queue" }), [grouped.dlqId]);
  assert.deepEqual(await find({ responseStatus: 418 }), [grouped.dlqId]);
  assert.deepEqual(await find({ responseStatus: [418, 500] }), both);
  assert.deepEqual(await find({ callerIp: plain.callerIP }), both);
  assert.deepEqual(await find({ scheduleId: "scd_none" }), []);
  assert.deepEqual(await find({ fromDate: new Date(plain.createdAt - 1000), toDate: Date.now() + 60_000 }), both);
  assert.deepEqual(await find({ toDate: plain.createdAt - 1000 }), []);
  for (const filter of [{ host: "127.0.0.1" }, { path: "/filters" }, { labeel: "a" }]) {
    assert.equal((await refusal(() => client.dlq.delete({ filter }))).status, 400);
    assert.equal((await refusal(() => client.dlq.retry({ filter }))).status, 400);
  }
  assert.deepEqual(await client.dlq.delete(both), { deleted: 2 });
});

test("deleting: one, an unknown one, some, none, the old way, all in pages", async () => {
  const box = inbox("deleting");
  const letters = [];
  for (let i = 0; i < 7; i++) { letters.push((await fail(box)).dlqId); }
  assert.deepEqual(await client.dlq.delete(letters[0]), { deleted: 1 });
  assert.equal((await refusal(() => client.dlq.delete(letters[0]))).status, 404);
  assert.deepEqual(await client.dlq.delete([letters[0], letters[1]]), { deleted: 1 });
  assert.deepEqual(await client.dlq.delete([]), { deleted: 0 });
  assert.deepEqual(await client.dlq.delete([letters[0]]), { deleted: 0 });
  assert.deepEqual(await client.dlq.deleteMany({ dlqIds: [letters[2]] }), { deleted: 1 });
  assert.deepEqual(await client.dlq.delete({ dlqIds: letters[3] }), { deleted: 1 });
  const page = await client.dlq.delete({ all: true, count: 2 });
  assert.equal(page.deleted, 2);
  const rest = await client.dlq.delete({ all: true, count: 2, cursor: page.cursor });
  assert.deepEqual(rest, { deleted: 1 });
});

test("a retry publishes anew and takes the letter away", async () => {
  const box = inbox("retry");
  const letter = await fail(box, { body: "again", headers: { "x-mine": "v", "content-type": "text/plain" }, method: "PATCH", label: "r" });
  await box.next();
  box.reply = { status: 200 };
  const { responses, cursor } = await client.dlq.retry(letter.dlqId);
  assert.equal(cursor, undefined);
  assert.equal(responses.length, 1);
  const got = await box.next();
  assert.notEqual(got.headers["upstash-message-id"], letter.messageId);
  assert.deepEqual([got.headers["upstash-message-id"], got.method, got.text, got.headers["x-mine"], got.headers["content-type"]],
    [responses[0].messageId, "PATCH", "again", "v", "text/plain"]);
  assert.equal((await client.messages.get(responses[0].messageId)).label, "r");
  assert.deepEqual((await client.dlq.listMessages()).messages, []);
  assert.deepEqual(await client.dlq.delete([letter.dlqId]), { deleted: 0 });
  assert.equal((await refusal(() => client.dlq.retry(letter.dlqId))).status, 404);
});

test("retries by ids, by filter, of all, and of nothing", async () => {
  const box = inbox("retries");
  const letters = [];
  for (const label of ["x", "x", "y", "z", "z"]) { letters.push((await fail(box, { label })).dlqId); }
  box.reply = { status: 200 };
  assert.equal((await client.dlq.retry([letters[0], letters[2]])).responses.length, 2);
  assert.equal((await client.dlq.retry({ filter: { label: "x" } })).responses.length, 1);
  const first = await client.dlq.retry({ all: true, count: 1 });
  assert.equal(first.responses.length, 1);
  assert.equal((await client.dlq.retry({ all: true, cursor: first.cursor })).responses.length, 1);
  for (const filter of [{ label: "x" }, { url: "https://example.com" }, { messageId: "msg_none" }, { queueName: "q" },
    { urlGroup: "g" }, { scheduleId: "s" }, { responseStatus: 404 }, { callerIp: "192.0.2.1" }, { flowControlKey: "k" },
    { fromDate: Date.now() }, { toDate: 1 }]) {
    assert.deepEqual((await client.dlq.retry({ filter })).responses, []);
  }
  assert.deepEqual(await client.dlq.retry([]), { responses: [] });
  await until("an empty dead letter queue", async () => (await client.dlq.listMessages()).messages.length === 0);
});
