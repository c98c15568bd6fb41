import assert from "node:assert/strict";
import { advance, client, inbox, logOf, now, refusal, test, until } from "./suite.mjs";

test("a queue is made, changed, listed and deleted", async () => {
  const queue = client.queue({ queueName: "plain" });
  await queue.upsert({ parallelism: 3 });
  const made = await queue.get();
  assert.deepEqual([made.name, made.parallelism, made.paused, made.lag], ["plain", 3, false, 0]);
  assert.ok(made.createdAt <= made.updatedAt);
  await queue.upsert({ parallelism: 1, paused: true });
  const changed = await queue.get();
  assert.deepEqual([changed.parallelism, changed.paused, changed.createdAt], [1, true, made.createdAt]);
  assert.deepEqual((await client.queue().list()).map((q) => q.name), ["plain"]);
  await queue.delete();
  assert.deepEqual(await client.queue().list(), []);
  assert.equal((await refusal(() => queue.get())).status, 404);
  await queue.delete();
});

test("bad names and limits are refused", async () => {
  for (const queueName of ["a b", "ü"]) {
    assert.equal((await refusal(() => client.queue({ queueName }).upsert({}))).status, 400);
  }
  assert.equal((await refusal(() => client.queue({ queueName: "none" }).upsert({ parallelism: 0 }))).status, 400);
});

test("a queue delivers one after the other, the next after the retries of the one before", async () => {
  const box = inbox("order").answer({ status: 500 });
  const queue = client.queue({ queueName: "order" });
  const sent = [];
  for (const n of [1, 2, 3]) {
    sent.push(await queue.enqueueJSON({ url: box.url, body: { n }, retries: 1, retryDelay: "5000" }));
  }
  assert.deepEqual(JSON.parse((await box.next()).text), { n: 1 });
  await logOf(sent[0].messageId, "RETRY");
  assert.equal((await queue.get()).lag, 3);
  assert.equal(box.size, 0);
  await advance("6s");
  const rest = [await box.next(), await box.next(), await box.next()];
  assert.deepEqual(rest.map((d) => JSON.parse(d.text).n), [1, 2, 3]);
  assert.equal(rest[0].headers["upstash-retried"], "1");
  await until("an empty queue", async () => (await queue.get()).lag === 0);
});

test("parallelism is how many are under way", async () => {
  const box = inbox("parallel").answer({ hang: true }, { hang: true });
  const queue = client.queue({ queueName: "parallel" });
  await queue.upsert({ parallelism: 2 });
  for (const n of [1, 2, 3]) { await queue.enqueue({ url: box.url, body: `${n}` }); }
  const two = [(await box.next()).text, (await box.next()).text].sort();
  assert.deepEqual(two, ["1", "2"]);
  assert.equal((await queue.get()).lag, 3);
  assert.equal(box.size, 0);
  box.hanging.shift().end("done");
  assert.equal((await box.next()).text, "3");
  box.hanging.shift().end("done");
});

test("a paused queue accepts and delivers nothing until it is resumed", async () => {
  const box = inbox("paused");
  const queue = client.queue({ queueName: "paused" });
  await queue.upsert({});
  await queue.pause();
  const { messageId } = await queue.enqueue({ url: box.url, body: "waits", headers: { "content-type": "text/plain" } });
  assert.equal((await queue.get()).paused, true);
  assert.equal((await client.messages.get(messageId)).queueName, "paused");
  await advance("1h");
  const resumed = await now();
  await queue.resume();
  assert.equal((await box.next()).text, "waits");
  const started = (await logOf(messageId, "DELIVERED")).find((line) => line.state === "ACTIVE");
  assert.ok(started.time >= resumed, "it was delivered while the queue was paused");
  assert.equal((await queue.get()).paused, false);
});

test("a group in a queue is one message for each endpoint", async () => {
  const box = inbox("queue-group");
  await client.urlGroups.addEndpoints({ name: "queued", endpoints: [{ url: `${box.url}/a` }, { url: `${box.url}/b` }] });
  const answers = await client.queue({ queueName: "grouped" }).enqueue({ urlGroup: "queued", body: "x" });
  assert.equal(answers.length, 2);
  assert.deepEqual([(await box.next()).path, (await box.next()).path], ["/queue-group/a", "/queue-group/b"]);
});

test("a deleted queue takes its messages with it", async () => {
  const box = inbox("deleted");
  const queue = client.queue({ queueName: "deleted" });
  await queue.upsert({ paused: true });
  const { messageId } = await queue.enqueue({ url: box.url });
  await queue.delete();
  await logOf(messageId, "CANCELED");
});
