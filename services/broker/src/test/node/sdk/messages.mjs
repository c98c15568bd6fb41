import assert from "node:assert/strict";
import { client, inbox, logOf, now, refusal, statesOf, test } from "./suite.mjs";

const later = (request) => client.publish({ url: "https://example.com", delay: "1h", ...request });
const idsOf = (answers) => answers.map((m) => m.messageId);

test("one message is cancelled, once", async () => {
  const { messageId } = await later();
  assert.deepEqual(await client.messages.cancel(messageId), { cancelled: 1 });
  assert.deepEqual(await statesOf(messageId, "CANCELED"), ["CREATED", "CANCEL_REQUESTED", "CANCELED"]);
  assert.equal((await client.messages.cancel(messageId)).cancelled, 0);
});

test("unknown messages are 404, in bulk they do not count", async () => {
  for (const call of ["get", "cancel", "delete"]) {
    assert.equal((await refusal(() => client.messages[call]("msg_nobody"))).status, 404);
  }
  assert.deepEqual(await client.messages.cancel(["msg_nobody"]), { cancelled: 0 });
});

test("a message in flight is cancelled at once, and has no further attempt", async () => {
  const box = inbox("flight").answer({ hang: true });
  const { messageId } = await client.publish({ url: box.url, retries: 3, retryDelay: "1" });
  await box.next();
  const before = Date.now();
  assert.deepEqual(await client.messages.cancel(messageId), { cancelled: 1 });
  assert.ok(Date.now() - before < 5_000);
  box.hanging[0].writeHead(500).end();
  await logOf(messageId, "CANCELED");
  assert.equal(box.size, 0);
});

test("many are cancelled by their ids: as a list, as messageIds, and the old way", async () => {
  const ids = idsOf(await client.batch(Array.from({ length: 7 }, () => ({ url: "https://example.com", delay: "1h" }))));
  assert.deepEqual(await client.messages.cancel(ids.slice(0, 2)), { cancelled: 2 });
  assert.deepEqual(await client.messages.cancel({ messageIds: ids.slice(2, 4) }), { cancelled: 2 });
  assert.equal(await client.messages.deleteMany(ids.slice(4, 6)), 2);
  assert.equal(await client.messages.delete(ids[6]), undefined);
  assert.deepEqual(await client.messages.cancel([]), { cancelled: 0 });
  await logOf(ids[6], "CANCELED");
  await assert.rejects(client.messages.cancel({ messageIds: [] }), /Empty messageIds/);
});

const FILTERS = {
  label: [{ label: ["x", "wanted"] }, { label: "wanted" }],
  flowControlKey: [{ flowControl: { key: "wanted", parallelism: 1 } }, { flowControlKey: "wanted" }],
  url: [{ url: "https://example.com/one,two?q=1" }, { url: "https://example.com/one,two?q=1" }],
  host: [{ url: "https://wanted.example.com/" }, { host: "wanted.example.com" }],
  path: [{ url: "https://example.com/wanted/path?q" }, { path: "/wanted/path" }],
  urlGroup: [{ url: undefined, urlGroup: "wanted" }, { urlGroup: "wanted" }],
};
for (const [name, [request, filter]] of Object.entries(FILTERS)) {
  test(`a filter by ${name} cancels those alone, with one value or any of several`, async () => {
    await client.urlGroups.addEndpoints({ name: "wanted", endpoints: [{ url: "https://example.com" }] });
    const other = await later();
    await later(request);
    assert.deepEqual(await client.messages.cancel({ filter }), { cancelled: 1 });
    await later(request);
    await later(request);
    const any = { [name]: [filter[name], "https://example.org/other"] };
    assert.deepEqual(await client.messages.cancel({ filter: any }), { cancelled: 2 });
    assert.deepEqual(await client.messages.cancel(other.messageId), { cancelled: 1 });
  });
}

test("filters by queue, schedule, sender and time", async () => {
  const queue = client.queue({ queueName: "cancelled" });
  await queue.upsert({ paused: true });
  await queue.enqueue({ url: "https://example.com" });
  assert.equal((await client.messages.cancel({ filter: { queueName: ["cancelled", "none"] } })).cancelled, 1);
  assert.equal((await client.messages.cancel({ filter: { scheduleId: "scd_none" } })).cancelled, 0);
  const { messageId } = await later({ label: "timed" });
  const { createdAt, callerIP } = await client.messages.get(messageId);
  const cancel = async (filter) => (await client.messages.cancel({ filter: { label: "timed", ...filter } })).cancelled;
  assert.equal(await cancel({ callerIp: "192.0.2.1" }), 0);
  assert.equal(await cancel({ toDate: createdAt - 1 }), 0);
  assert.equal(await cancel({ fromDate: new Date(createdAt + 60_000) }), 0);
  assert.equal(await cancel({ fromDate: new Date(createdAt), toDate: (await now()) + 1000, callerIp: callerIP }), 1);
});

test("a filter that nobody knows cancels nothing", async () => {
  const { messageId } = await later({ label: "kept" });
  assert.equal((await refusal(() => client.messages.cancel({ filter: { labeel: "kept" } }))).status, 400);
  assert.equal((await client.messages.cancel(messageId)).cancelled, 1);
});

test("all that match are cancelled, also more than the client's count", async () => {
  const many = Array.from({ length: 130 }, () => ({ url: "https://example.com", delay: "1h", label: "many" }));
  await client.batch(many);
  assert.deepEqual(await client.messages.cancel({ filter: { label: "many" } }), { cancelled: 130 });
  await client.batch(many);
  assert.deepEqual(await client.messages.cancel({ all: true, count: 10 }), { cancelled: 130 });
  await later();
  assert.equal(await client.messages.deleteAll(), 1);
});
