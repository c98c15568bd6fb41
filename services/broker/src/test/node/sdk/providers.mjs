import assert from "node:assert/strict";
import { anthropic, custom, decodeBase64, openai, resend, setupAnalytics, upstash } from "@upstash/qstash";
import { BASE, client, inbox, refusal, test } from "./suite.mjs";

const later = { delay: "1h" };

/** How the broker keeps what a provider's request became. */
async function kept({ messageId }) {
  const message = await client.messages.get(messageId);
  await client.messages.cancel(messageId);
  return message;
}

test("a model's request goes to its provider through the broker, the answer to the callback", async () => {
  const model = inbox("model").answer({ status: 200, body: '{"choices":[{"message":{"content":"grüße"}}]}' });
  const callback = inbox("model-told");
  await client.publishJSON({
    api: { name: "llm", provider: custom({ baseUrl: `${model.url}/v1/chat/completions`, token: "key" }) },
    body: { model: "m", messages: [{ role: "user", content: "hi" }] }, callback: callback.url });
  const got = await model.next();
  assert.deepEqual([got.method, got.path, got.headers.authorization, got.headers["content-type"]],
    ["POST", "/model/v1/chat/completions", "Bearer key", "application/json"]);
  assert.equal(JSON.parse(got.text).model, "m");
  const told = JSON.parse((await callback.next()).text);
  assert.equal(JSON.parse(decodeBase64(told.body)).choices[0].message.content, "grüße");
});

test("enqueueJSON and batchJSON send to providers, too", async () => {
  const model = inbox("models");
  const callback = inbox("models-told");
  const api = { name: "llm", provider: custom({ baseUrl: model.url, token: "key" }) };
  await client.queue({ queueName: "models" }).enqueueJSON({ api, body: { n: 1 }, callback: callback.url });
  await client.batchJSON([{ api, body: { n: 2 }, callback: callback.url }]);
  const got = [await model.next(), await model.next()];
  assert.deepEqual(got.map((d) => d.text).sort(), ['{"n":1}', '{"n":2}']);
  assert.ok(got.every((d) => d.headers.authorization === "Bearer key"));
});

test("openai and anthropic", async () => {
  const callback = "https://example.com/cb";
  const one = await kept(await client.publishJSON({
    ...later, api: { name: "llm", provider: openai({ token: "o", organization: "org" }) }, body: {}, callback }));
  assert.equal(one.url, "https://api.openai.com/v1/chat/completions");
  assert.deepEqual(one.header, { Authorization: ["Bearer o"], "Content-Type": ["application/json"], "Openai-Organization": ["org"] });
  const two = await kept(await client.publishJSON({ ...later, api: { name: "llm", provider: anthropic({ token: "a" }) }, body: {}, callback }));
  assert.equal(two.url, "https://api.anthropic.com/v1/messages");
  assert.deepEqual([two.header["X-Api-Key"], two.header["Anthropic-Version"]], [["a"], ["2023-06-01"]]);
  const three = await kept(await client.publishJSON({
    ...later, api: { name: "llm", provider: openai({ token: "o" }), analytics: { name: "helicone", token: "h" } }, body: {}, callback }));
  assert.equal(three.url, "https://gateway.helicone.ai/v1/chat/completions");
  assert.deepEqual(three.header["Helicone-Target-Url"], ["https://api.openai.com"]);
});

test("resend, one mail and many", async () => {
  const mail = { from: "a@example.com", to: "b@example.com", subject: "s", html: "h" };
  const one = await kept(await client.publishJSON({ ...later, api: { name: "email", provider: resend({ token: "r" }) }, body: mail }));
  assert.equal(one.url, "https://api.resend.com/emails");
  assert.deepEqual(one.header.Authorization, ["Bearer r"]);
  const many = await kept(await client.publishJSON({ ...later, api: { name: "email", provider: resend({ token: "r", batch: true }) }, body: [mail] }));
  assert.equal(many.url, "https://api.resend.com/emails/batch");
});

test("the hosted service's own models are refused with 4xx, not lost", async () => {
  const hosted = await refusal(() => client.publishJSON({
    api: { name: "llm", provider: upstash() }, body: {}, callback: "https://example.com" }));
  assert.ok([400, 404].includes(hosted.status));
  const chat = client.chat();
  const error = await refusal(() => chat.create({ provider: upstash(), model: "m", messages: [] }));
  assert.equal(error.status, 404);
});

test("a chat with another provider does not need the broker", async () => {
  const model = inbox("chat").answer(
    { status: 200, body: '{"id":"1"}' }, { status: 200, body: 'data: {"n":1}\ndata: {"n":2}\ndata: [DONE]\n' }, { status: 200, body: '{"id":"3"}' });
  const provider = () => custom({ baseUrl: `${BASE}/chat`, token: "key" });
  const chat = client.chat();
  assert.deepEqual(await chat.prompt({ provider: provider(), model: "m", system: "s", user: "u" }), { id: "1" });
  const asked = JSON.parse((await model.raw()).text);
  assert.deepEqual(asked.messages.map((m) => m.role), ["system", "user"]);
  const chunks = [];
  for await (const chunk of await chat.create({ provider: provider(), model: "m", messages: [], stream: true })) { chunks.push(chunk.n); }
  assert.deepEqual(chunks, [1, 2]);
  assert.deepEqual(await chat.create({ provider: provider(), model: "m", messages: [] }), { id: "3" });
  assert.deepEqual(setupAnalytics(undefined, "k"), {});
});
