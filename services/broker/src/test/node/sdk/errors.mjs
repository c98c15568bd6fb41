import assert from "node:assert/strict";
import { Client, QstashEmptyArrayError, QstashError } from "@upstash/qstash";
import { client, inbox, refusal, test, TOKEN, URL_OF_BROKER } from "./suite.mjs";

test("a wrong token is 401 in every area", async () => {
  for (const token of ["nobody", `${TOKEN}x`]) {
    const stranger = new Client({ baseUrl: URL_OF_BROKER, token, retry: false });
    const calls = [
      () => stranger.publish({ url: "https://example.com" }), () => stranger.batch([{ url: "https://example.com" }]),
      () => stranger.messages.get("msg_x"), () => stranger.dlq.listMessages(), () => stranger.logs(), () => stranger.queue().list(),
      () => stranger.schedules.list(), () => stranger.urlGroups.list(), () => stranger.flowControl.get("x"),
      () => stranger.http.request({ path: ["v2", "keys"] })];
    for (const call of calls) {
      const error = await refusal(call);
      assert.ok(error instanceof QstashError);
      assert.equal(error.status, 401);
      assert.deepEqual(JSON.parse(error.message), { error: "unable to authenticate: invalid token" });
    }
  }
});

test("the token may stand in the query, and is not passed on", async () => {
  const box = inbox("by-query");
  const answer = await fetch(`${URL_OF_BROKER}/v2/publish/${box.url}?a=b&qstash_token=${encodeURIComponent(TOKEN)}`, { method: "POST" });
  assert.equal(answer.status, 200);
  assert.equal((await box.next()).path, "/by-query?a=b");
});

test("one user knows nothing of another's", async () => {
  const other = new Client({ baseUrl: URL_OF_BROKER, token: process.env.OTHER_TOKEN, retry: false });
  const { messageId } = await client.publish({ url: "https://example.com", delay: "1h" });
  assert.equal((await refusal(() => other.messages.get(messageId))).status, 404);
  assert.equal((await refusal(() => other.messages.cancel(messageId))).status, 404);
  assert.equal((await other.messages.cancel({ all: true })).cancelled, 0);
  assert.deepEqual((await other.logs({ messageIds: [messageId] })).logs, []);
  await client.messages.cancel(messageId);
});

test("errors are JSON with a text, whatever is wrong", async () => {
  const calls = [
    [404, { path: ["v2", "nothing"] }], [405, { path: ["v2", "keys"], method: "DELETE" }],
    [400, { path: ["v2", "queues"], method: "POST", body: "no json" }], [400, { path: ["v2", "events"], query: { state: "ODD" } }],
    [400, { path: ["v2", "dlq"], query: { cursor: "odd" } }], [400, { path: ["v2", "events"], query: { count: "odd" } }]];
  for (const [status, request] of calls) {
    const error = await refusal(() => client.http.request(request));
    assert.equal(error.status, status, error.message);
    assert.equal(typeof JSON.parse(error.message).error, "string");
  }
});

test("a message that is too large is refused, one below the limit is not", async () => {
  const box = inbox("large");
  const error = await refusal(() => client.publish({ url: box.url, body: "x".repeat(11_000_000) }));
  assert.equal(error.status, 413);
  await client.publish({ url: box.url, body: "x".repeat(9_000_000) });
  assert.equal((await box.next()).text.length, 9_000_000);
});

test("lists of nothing are refused by the client before they mean everything", async () => {
  await assert.rejects(client.dlq.delete({ dlqIds: [] }), QstashError);
  await assert.rejects(client.logs({ messageIds: [] }), QstashEmptyArrayError);
  for (const call of [() => client.messages.get(""), () => client.schedules.delete(""), () => client.dlq.delete(""), () => client.urlGroups.get("")]) {
    await assert.rejects(call(), QstashError);
  }
});

test("no broker: the client tries again, and then tells why", async () => {
  const retries = [];
  const lonely = new Client({ baseUrl: "http://127.0.0.1:9", token: TOKEN, retry: { retries: 2, backoff: (n) => { retries.push(n); return 1; } } });
  await assert.rejects(lonely.publish({ url: "https://example.com" }), TypeError);
  assert.deepEqual(retries, [0, 1]);
});

test("a burst of calls is not limited", async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, () => client.queue().list()));
  assert.equal(answers.length, 60);
});
