import assert from "node:assert/strict";
import { advance, client, inbox, test } from "./suite.mjs";

test("an id stands for one message for ten minutes", async () => {
  const box = inbox("id");
  const publish = () => client.publish({ url: box.url, deduplicationId: "once" });
  const first = await publish();
  const again = await publish();
  assert.deepEqual([again.messageId, again.deduplicated], [first.messageId, true]);
  await box.next();
  await advance("601s");
  const later = await publish();
  assert.notEqual(later.messageId, first.messageId);
  assert.equal((await box.next()).headers["upstash-message-id"], later.messageId);
  assert.equal(box.size, 0);
});

test("equal content is a duplicate; another body, header or destination is none", async () => {
  const box = inbox("content");
  const publish = (body, header, path = "") => client.publishJSON({
    url: box.url + path, body: { body }, headers: { "x-h": header }, contentBasedDeduplication: true });
  const first = await publish("a", "1");
  assert.equal((await publish("a", "1")).messageId, first.messageId);
  for (const other of [await publish("b", "1"), await publish("a", "2"), await publish("a", "1", "/p")]) {
    assert.notEqual(other.messageId, first.messageId);
    assert.equal(other.deduplicated, undefined);
  }
});

test("a group's endpoints and a batch's items are deduplicated one by one", async () => {
  const a = inbox("dedup-a");
  const b = inbox("dedup-b");
  await client.urlGroups.addEndpoints({ name: "dedup", endpoints: [{ url: a.url }] });
  const [first] = await client.publish({ urlGroup: "dedup", deduplicationId: "group" });
  await client.urlGroups.addEndpoints({ name: "dedup", endpoints: [{ url: b.url }] });
  const both = await client.publish({ urlGroup: "dedup", deduplicationId: "group" });
  assert.deepEqual(both.map((m) => [m.url, m.deduplicated ?? false]), [[a.url, true], [b.url, false]]);
  assert.equal(both[0].messageId, first.messageId);
  const batch = await client.batch([{ url: a.url, deduplicationId: "b" }, { url: a.url, deduplicationId: "b" }, { url: a.url }]);
  assert.equal(batch[0].messageId, batch[1].messageId);
  assert.equal(batch.filter((m) => m.deduplicated).length, 1);
});
