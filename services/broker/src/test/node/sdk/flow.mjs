import assert from "node:assert/strict";
import { advance, client, inbox, logOf, now, refusal, test, until } from "./suite.mjs";

const flow = client.flowControl;

test("a key is there with the publish, with all its numbers", async () => {
  const { messageId } = await client.publish({
    url: "https://example.com", delay: "1h", flowControl: { key: "shown", parallelism: 3, rate: 4, period: "1h30m3s" } });
  const key = await flow.get("shown");
  assert.deepEqual(key, {
    flowControlKey: "shown", waitListSize: key.waitListSize, parallelismMax: 3, parallelismCount: 0, rateMax: 4, rateCount: 0,
    ratePeriod: 5403, ratePeriodStart: key.ratePeriodStart, isPaused: false, isPinnedParallelism: false, isPinnedRate: false });
  assert.equal(typeof key.waitListSize, "number");
  const message = await client.messages.get(messageId);
  assert.deepEqual([message.parallelism, message.rate, message.ratePerSecond, message.period], [3, 4, 4, 5403]);
  assert.equal((await refusal(() => flow.get("unknown"))).status, 404);
  await client.messages.cancel(messageId);
});

test("what is not limited is absent, and the period is a second", async () => {
  const batch = await client.batch([
    { url: "https://example.com", delay: "1h", flowControl: { key: "one", ratePerSecond: 1 } },
    { url: "https://example.com", delay: "1h", flowControl: { key: "two", parallelism: 5 } }]);
  const [one, two] = await Promise.all(batch.map((m) => client.messages.get(m.messageId)));
  assert.deepEqual([one.rate, "parallelism" in one, one.period], [1, false, 1]);
  assert.deepEqual([two.parallelism, "rate" in two, two.period], [5, false, 1]);
  await client.messages.cancel(batch.map((m) => m.messageId));
});

test("parallelism: the third waits until one is done", async () => {
  const box = inbox("parallel").answer({ hang: true }, { hang: true });
  const flowControl = { key: "parallel", parallelism: 2 };
  for (let n = 1; n <= 3; n++) { await client.publish({ url: box.url, body: `${n}`, flowControl }); }
  await box.next();
  await box.next();
  const key = await until("one that waits", async () => {
    const now = await flow.get("parallel");
    return now.waitListSize === 1 && now;
  });
  assert.deepEqual([key.parallelismCount, key.parallelismMax], [2, 2]);
  assert.ok((await flow.getGlobalParallelism()).parallelismCount >= 2);
  assert.equal(box.size, 0);
  box.hanging.shift().end();
  assert.equal((await box.next()).text, "3");
  box.hanging.shift().end();
});

test("rate: no more than so many in a period, the rest later, none lost", async () => {
  const box = inbox("rate");
  const flowControl = { key: "rate", rate: 2, period: "1h" };
  for (let n = 1; n <= 3; n++) { await client.publish({ url: box.url, body: `${n}`, flowControl }); }
  await box.next();
  await box.next();
  const key = await flow.get("rate");
  assert.deepEqual([key.rateCount, key.rateMax, key.ratePeriod, key.waitListSize], [2, 2, 3600, 1]);
  assert.equal(box.size, 0);
  await advance("61m");
  assert.equal((await box.next()).text, "3");
});

test("resetRate starts a new period at once", async () => {
  const box = inbox("reset");
  const flowControl = { key: "reset", rate: 1, period: 60 };
  await client.publish({ url: box.url, flowControl });
  await flow.resetRate("reset");
  assert.equal((await flow.get("reset")).rateCount, 0);
  await box.next();
  await client.publish({ url: box.url, flowControl });
  await box.next();
});

test("a paused key starts nothing until it is resumed", async () => {
  const box = inbox("paused");
  const flowControl = { key: "paused", parallelism: 10 };
  await client.publish({ url: box.url, flowControl });
  await box.next();
  await flow.pause("paused");
  assert.equal((await flow.get("paused")).isPaused, true);
  const { messageId } = await client.publish({ url: box.url, flowControl });
  await until("the wait list", async () => (await flow.get("paused")).waitListSize === 1);
  await advance("1h");
  const resumed = await now();
  await flow.resume("paused");
  assert.equal((await box.next()).headers["upstash-message-id"], messageId);
  const started = (await logOf(messageId, "DELIVERED")).find((line) => line.state === "ACTIVE");
  assert.ok(started.time >= resumed, "it was delivered while the key was paused");
  assert.equal((await flow.get("paused")).isPaused, false);
});

test("pinned limits are not changed by messages; each is unpinned on its own", async () => {
  const publish = (limits) => client.publish({ url: "https://example.com", delay: "1h", flowControl: { key: "pinned", ...limits } });
  await publish({ parallelism: 1, rate: 1 });
  await flow.pin("pinned", { parallelism: 7, rate: 8, period: 9 });
  await publish({ parallelism: 2, rate: 2, period: 2 });
  const shown = async () => {
    const key = await flow.get("pinned");
    return [key.parallelismMax, key.isPinnedParallelism, key.rateMax, key.ratePeriod, key.isPinnedRate];
  };
  assert.deepEqual(await shown(), [7, true, 8, 9, true]);
  await flow.unpin("pinned", { parallelism: true });
  assert.deepEqual(await shown(), [7, false, 8, 9, true]);
  await publish({ parallelism: 3, rate: 3 });
  assert.deepEqual(await shown(), [3, false, 8, 9, true]);
  await flow.unpin("pinned", { rate: true });
  await publish({ parallelism: 4, rate: 5, period: 6 });
  assert.deepEqual(await shown(), [4, false, 5, 6, false]);
  for (const bad of [{}, { parallelism: 0 }, { rate: -1 }, { period: 5 }]) {
    assert.equal((await refusal(() => flow.pin("pinned", bad))).status, 400);
  }
  for (const verb of ["pause", "resume", "resetRate"]) {
    assert.equal((await refusal(() => flow[verb]("unknown"))).status, 404);
  }
  await client.messages.cancel({ filter: { flowControlKey: "pinned" } });
});

test("a key without limits is refused by the client, a bad one by the broker", async () => {
  await assert.rejects(client.publish({ url: "https://example.com", flowControl: { key: "none" } }), /at least one/);
  for (const limits of [{ rate: -1 }, { parallelism: "many" }, { rate: 1, period: "8d" }]) {
    assert.equal((await refusal(() => client.publish({ url: "https://example.com", flowControl: { key: "bad", ...limits } }))).status, 400);
  }
});

test("keys with slashes and blanks are keys", async () => {
  const { messageId } = await client.publish({ url: "https://example.com", delay: "1h", flowControl: { key: "a/b c", rate: 1 } });
  assert.equal((await flow.get("a%2Fb%20c")).flowControlKey, "a/b c");
  await client.messages.cancel(messageId);
});
