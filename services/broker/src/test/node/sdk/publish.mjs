import assert from "node:assert/strict";
import { Client } from "@upstash/qstash";
import { advance, client, inbox, logOf, now, refusal, test, TOKEN, URL_OF_BROKER } from "./suite.mjs";

test("a text arrives as it was published, signed", async () => {
  const box = inbox("text");
  const answer = await client.publish({
    url: box.url, body: "grüße", headers: { "Content-Type": "text/plain; charset=utf-8", "X-Mine": "yes" } });
  assert.match(answer.messageId, /^msg_/);
  assert.equal(answer.deduplicated ?? false, false);
  const got = await box.next();
  assert.equal(got.method, "POST");
  assert.equal(got.text, "grüße");
  assert.equal(got.headers["content-type"], "text/plain; charset=utf-8");
  assert.equal(got.headers["x-mine"], "yes");
  assert.equal(got.headers["upstash-message-id"], answer.messageId);
  assert.equal(got.headers["upstash-retried"], "0");
  assert.equal(got.headers["user-agent"], "Upstash-QStash");
  assert.ok(got.headers["upstash-caller-ip"]);
  assert.equal(got.headers.authorization, undefined);
  const strangers = Object.keys(got.headers).filter((name) => /telemetry|upstash-(method|forward)/.test(name));
  assert.deepEqual(strangers, []);
});

test("publishJSON serializes and names the type", async () => {
  const box = inbox("json");
  await client.publishJSON({ url: box.url, body: { hello: ["wörld", 1, null] } });
  const got = await box.next();
  assert.equal(got.headers["content-type"], "application/json");
  assert.deepEqual(JSON.parse(got.text), { hello: ["wörld", 1, null] });
});

for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
  test(`${method} is the delivery's method, with the body`, async () => {
    const box = inbox(`method-${method}`);
    await client.publish({ url: box.url, method, body: "content", headers: { "content-type": "text/plain" } });
    const got = await box.next();
    assert.equal(got.method, method);
    assert.equal(got.text, "content");
  });
}

test("the destination keeps its query, order and escapes", async () => {
  const box = inbox("query");
  const url = `${box.url}/a%2Fb/?b=2&a=%20x&empty=`;
  await client.publish({ url });
  const got = await box.next();
  assert.equal(got.path, "/query/a%2Fb/?b=2&a=%20x&empty=");
  assert.equal(got.text, "");
});

test("bytes that are no text arrive unchanged, and are shown in base64", async () => {
  const box = inbox("bytes");
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const { messageId } = await client.publish({
    url: box.url, body: new Blob([bytes]), headers: { "content-type": "application/octet-stream" } });
  const message = await client.messages.get(messageId);
  assert.equal(message.bodyBase64, Buffer.from(bytes).toString("base64"));
  assert.equal(message.body, undefined);
  assert.deepEqual([...(await box.raw()).body], [...bytes]);
});

test("forms keep the type that fetch gives them", async () => {
  const box = inbox("forms");
  await client.publish({ url: box.url, body: new URLSearchParams({ a: "b c" }) });
  const plain = await box.next();
  assert.equal(plain.headers["content-type"], "application/x-www-form-urlencoded;charset=UTF-8");
  assert.equal(plain.text, "a=b+c");
  const form = new FormData();
  form.set("name", "value");
  await client.publish({ url: box.url, body: form });
  const parts = await box.next();
  assert.match(parts.headers["content-type"], /^multipart\/form-data; ?boundary=/);
  assert.match(parts.text, /name="name"\r\n\r\nvalue/);
});

for (const [name, delay] of [["a number of seconds", 600], ["a duration", "10m"]]) {
  test(`a delay may be ${name}`, async () => {
    const box = inbox(`delay-${typeof delay}`);
    const { messageId } = await client.publish({ url: box.url, delay });
    const message = await client.messages.get(messageId);
    assert.equal(message.notBefore - message.createdAt, 600_000);
    const [created] = await logOf(messageId, "CREATED");
    assert.equal(created.nextDeliveryTime, message.notBefore);
    await advance("595s");
    assert.equal(box.size, 0);
    await advance("6s");
    await box.next();
    const started = (await logOf(messageId, "DELIVERED")).find((line) => line.state === "ACTIVE");
    assert.ok(started.time >= message.notBefore, "it was delivered early");
  });
}

test("notBefore is a time, and wins over a delay", async () => {
  const box = inbox("not-before");
  const at = Math.ceil((await now()) / 1000) + 3600;
  const { messageId } = await client.publish({ url: box.url, notBefore: at, delay: "5h" });
  assert.equal((await client.messages.get(messageId)).notBefore, at * 1000);
  await advance("61m");
  await box.next();
  await client.publish({ url: box.url, notBefore: 1 });
  await box.next();
});

test("headers of the client go with each message; a message's own win", async () => {
  const box = inbox("global");
  const other = new Client({
    baseUrl: `${URL_OF_BROKER}/`, token: TOKEN, retry: false, enableTelemetry: false,
    headers: { "X-All": "all", "X-Both": "client", "Upstash-Retries": "7" } });
  const { messageId } = await other.publish({ url: box.url, headers: { "X-Both": "message" } });
  const got = await box.next();
  assert.equal(got.headers["x-all"], "all");
  assert.equal(got.headers["x-both"], "message");
  assert.equal((await client.messages.get(messageId)).maxRetries, 7);
});

test("a message shows all that was asked for", async () => {
  const { messageId } = await client.publish({
    url: "https://example.com/path?x=y", body: "the body", method: "PUT", delay: "1d", retries: 5, retryDelay: "1000 * (1 + retried)",
    timeout: "90s", callback: "https://example.com/cb", failureCallback: "https://example.com/fcb", label: ["one", "two"],
    flowControl: { key: "shown", rate: 3, period: "1m" }, headers: { "test-header": "v", "content-type": "text/plain" } });
  const message = await client.messages.get(messageId);
  assert.deepEqual(message.header, { "Test-Header": ["v"], "Content-Type": ["text/plain"] });
  const { createdAt, notBefore, callerIP, header, ...rest } = message;
  assert.equal(notBefore - createdAt, 86_400_000);
  assert.match(callerIP, /^127\.|^::1/);
  assert.deepEqual(rest, {
    messageId, url: "https://example.com/path?x=y", urlGroup: undefined, method: "PUT", maxRetries: 5, body: "the body",
    retryDelayExpression: "1000 * (1 + retried)", timeout: 90_000, callback: "https://example.com/cb",
    failureCallback: "https://example.com/fcb", label: "one", labels: ["one", "two"], flowControlKey: "shown",
    rate: 3, ratePerSecond: 3, period: 60 });
  await client.messages.cancel(messageId);
});

const BAD = {
  "a destination without scheme": { url: "example.com/x" },
  "a destination of another scheme": { url: "ftp://example.com" },
  "a delay that is none": { url: "https://example.com", delay: "soon" },
  "negative retries": { url: "https://example.com", retries: -1 },
  "a retry delay that does not parse": { url: "https://example.com", retryDelay: "retried +" },
  "a callback that is no URL": { url: "https://example.com", callback: "nowhere" },
  "a failure callback that is no URL": { url: "https://example.com", failureCallback: "nowhere" },
  "an unknown method": { url: "https://example.com", method: "BREW" },
  "a timeout that is none": { url: "https://example.com", timeout: "brief" },
};
for (const [what, request] of Object.entries(BAD)) {
  test(`${what} is refused with 400`, async () => {
    const error = await refusal(() => client.publish(request));
    assert.equal(error.name, "QstashError");
    assert.equal(error.status, 400);
    assert.equal(typeof JSON.parse(error.message).error, "string");
  });
}
