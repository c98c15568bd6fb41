import assert from "node:assert/strict";
import { BASE, client, inbox, refusal, test } from "./suite.mjs";

test("a batch mixes URLs, groups and queues, and is answered in order", async () => {
  const url = inbox("batch-url");
  const one = inbox("batch-one");
  const two = inbox("batch-two");
  const queued = inbox("batch-queued");
  await client.urlGroups.addEndpoints({ name: "batch", endpoints: [{ url: one.url, name: "one" }, { url: two.url }] });
  const answers = await client.batch([
    { url: url.url, body: "first", headers: { "content-type": "text/plain", "x-a": "b" } },
    { urlGroup: "batch", body: "second" },
    { topic: "batch", body: "second again" },
    { url: queued.url, queueName: "batch-queue", body: "third", retries: 1 },
    { url: url.url, delay: "1h" },
  ]);
  assert.equal(answers.length, 5);
  assert.deepEqual(answers[1].map((m) => m.url), [one.url, two.url]);
  assert.equal(answers[2].length, 2);
  const first = await url.next();
  assert.deepEqual([first.text, first.headers["x-a"], first.headers["content-type"]], ["first", "b", "text/plain"]);
  assert.equal(first.headers["upstash-message-id"], answers[0].messageId);
  assert.equal((await one.next()).headers["upstash-topic-name"], "batch");
  await two.next();
  assert.equal((await queued.next()).text, "third");
  assert.equal((await client.messages.get(answers[3].messageId)).queueName, "batch-queue");
  const waiting = await client.messages.get(answers[4].messageId);
  assert.equal(waiting.notBefore - waiting.createdAt, 3_600_000);
});

test("batchJSON serializes each body", async () => {
  const box = inbox("batch-json");
  await client.batchJSON([{ url: box.url, body: { n: 1 } }, { url: box.url, body: [2], method: "PUT" }, { url: box.url }]);
  const got = [await box.next(), await box.next(), await box.next()];
  assert.deepEqual(got.map((d) => d.text).sort(), ["", "[2]", '{"n":1}']);
  assert.ok(got.every((d) => d.headers["content-type"] === "application/json"));
});

test("an item that is refused has its error in its place, and the others go through", async () => {
  const box = inbox("batch-bad");
  const answers = await client.batch([
    { url: box.url, body: "good" }, { url: "example.com" }, { urlGroup: "nobody" }, { url: box.url, delay: "soon" }]);
  assert.match(answers[0].messageId, /^msg_/);
  for (const bad of answers.slice(1)) { assert.equal(typeof bad.error, "string"); }
  assert.equal((await box.next()).text, "good");
});

test("a batch of nothing and what is no batch", async () => {
  assert.deepEqual(await client.batch([]), []);
  const post = (body) => client.http.request({ path: ["v2", "batch"], method: "POST", body });
  for (const body of ["{}", "no json", `[{"body":"${BASE}"`]) {
    assert.equal((await refusal(() => post(body))).status, 400);
  }
});
