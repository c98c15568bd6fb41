import assert from "node:assert/strict";
import { advance, client, deadLetter, inbox, logOf, now, test, until } from "./suite.mjs";

test("retries follow the expression, count up, and end with the first success", async () => {
  const box = inbox("expression").answer({ status: 500 }, { status: 404 });
  const { messageId } = await client.publish({ url: box.url, retries: 5, retryDelay: "max(1, pow(2, retried))" });
  const got = [await box.next(), await box.next(), await box.next()];
  assert.deepEqual(got.map((d) => d.headers["upstash-retried"]), ["0", "1", "2"]);
  assert.ok(got.every((d) => d.headers["upstash-message-id"] === messageId));
  await logOf(messageId, "DELIVERED");
});

const waits = async (name, request, reply = { status: 500 }) => {
  const box = inbox(name).answer(reply);
  const { messageId } = await client.publish({ url: box.url, ...request });
  const log = await logOf(messageId, "RETRY");
  const wait = log.at(-1).nextDeliveryTime - log.at(-1).time;
  await client.messages.cancel(messageId);
  return Math.round(wait / 1000);
};

test("without an expression the waits grow from twelve seconds", async () => {
  assert.equal(await waits("curve", {}), 12);
  const box = inbox("curve-2").answer({ status: 500 }, { status: 500 });
  const { messageId } = await client.publish({ url: box.url });
  await logOf(messageId, "RETRY");
  await advance("13s");
  const second = await until("the second wait", async () => {
    const { logs } = await client.logs({ filter: { messageId, state: "RETRY" } });
    return logs.length === 2 && logs[0];
  });
  assert.equal(Math.round((second.nextDeliveryTime - second.time) / 1000), 148);
  await client.messages.cancel(messageId);
});

test("the response may say when to come again", async () => {
  assert.equal(await waits("after", {}, { status: 429, headers: { "Retry-After": "77" } }), 77);
  assert.equal(await waits("reset", { retryDelay: "1000" }, { status: 429, headers: { "X-RateLimit-Reset": "1m5s" } }), 65);
  const date = new Date((await now()) + 100_000).toUTCString();
  assert.ok(Math.abs(await waits("date", {}, { status: 503, headers: { "Retry-After": date } }) - 100) <= 2);
});

test("none are left: FAILED, and a dead letter", async () => {
  const box = inbox("none");
  box.reply = { status: 400 };
  const { messageId } = await client.publish({ url: box.url, retries: 0 });
  assert.deepEqual((await logOf(messageId, "FAILED")).map((l) => l.state), ["CREATED", "ACTIVE", "ERROR", "FAILED"]);
  const letter = await deadLetter(messageId);
  assert.equal(letter.responseStatus, 400);
});

test("489 with its header is final; alone it is like any other", async () => {
  const box = inbox("final").answer({ status: 489, headers: { "Upstash-NonRetryable-Error": "true" } });
  const { messageId } = await client.publish({ url: box.url, retries: 3 });
  await deadLetter(messageId);
  assert.equal((await client.messages.get(messageId)).maxRetries, 3);
  assert.equal(await waits("not-final", { retryDelay: "9000" }, { status: 489 }), 9);
});

test("redirects are failures, and are not followed", async () => {
  const target = inbox("target");
  const box = inbox("redirect");
  box.reply = { status: 302, headers: { Location: target.url } };
  const { messageId } = await client.publish({ url: box.url, retries: 0 });
  assert.equal((await deadLetter(messageId)).responseStatus, 302);
  assert.equal(target.size, 0);
});

test("an attempt that takes longer than its timeout is a failure", async () => {
  const box = inbox("slow");
  box.reply = { hang: true };
  const { messageId } = await client.publish({ url: box.url, retries: 0, timeout: 1 });
  await box.next();
  assert.equal((await deadLetter(messageId)).responseStatus, 0);
  box.hanging[0].destroy();
});
