import assert from "node:assert/strict";
import { test as plain } from "node:test";

// What an application sets that develops against a local server, and nothing else.
const broker = new URL(process.env.QSTASH_URL);
const { QSTASH_URL, QSTASH_TOKEN, QSTASH_CURRENT_SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY } = process.env;
Object.assign(process.env, { QSTASH_DEV: "1", QSTASH_DEV_PORT: broker.port });
for (const name of ["QSTASH_TOKEN", "QSTASH_CURRENT_SIGNING_KEY", "QSTASH_NEXT_SIGNING_KEY"]) { delete process.env[name]; }
const said = [];
const log = console.log;
console.log = (...words) => { said.push(words.join(" ")); log(...words); };

const { Client, Receiver, startDevServer } = await import("@upstash/qstash");
const { inbox } = await import("./suite.mjs");

plain("the broker is taken for the development server that runs already", { timeout: 40_000 }, async () => {
  await startDevServer();
  assert.ok(said.some((line) => line.includes(`Server already running at http://127.0.0.1:${broker.port}`)), said.join("\n"));
});

plain("a client and a receiver without any setting work with it", { timeout: 40_000 }, async () => {
  const box = inbox("dev");
  const { messageId } = await new Client().publishJSON({ url: box.url, body: { dev: true } });
  assert.equal((await box.next(new Receiver())).headers["upstash-message-id"], messageId);
});

plain("devMode may also be said in code, and be switched off", { timeout: 40_000 }, async () => {
  const box = inbox("dev-mode");
  delete process.env.QSTASH_DEV;
  await new Client({ devMode: true }).publish({ url: box.url });
  await box.next(new Receiver({ devMode: true }));
  process.env.QSTASH_DEV = "1";
  const own = new Client({ baseUrl: QSTASH_URL, token: QSTASH_TOKEN, devMode: false });
  await own.publish({ url: box.url });
  await box.next(new Receiver({
    devMode: false, currentSigningKey: QSTASH_CURRENT_SIGNING_KEY, nextSigningKey: QSTASH_NEXT_SIGNING_KEY }));
});

plain("next's hook finds it, too", { timeout: 40_000 }, async () => {
  const { registerQStashDev } = await import("@upstash/qstash/nextjs");
  await registerQStashDev();
});
