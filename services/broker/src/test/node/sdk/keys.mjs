import assert from "node:assert/strict";
import { Client, Receiver, SignatureError } from "@upstash/qstash";
import { BASE, client, inbox, receiver, refusal, test, TOKEN, URL_OF_BROKER } from "./suite.mjs";

const CURRENT = process.env.QSTASH_CURRENT_SIGNING_KEY;
const NEXT = process.env.QSTASH_NEXT_SIGNING_KEY;
const STALE = "sig_neverValid";
const keys = (...path) => client.http.request({ path: ["v2", "keys", ...path], method: path.length ? "POST" : "GET" });
const with_ = (currentSigningKey, nextSigningKey) => new Receiver({ currentSigningKey, nextSigningKey, devMode: false });

test("what is delivered verifies for its URL and its body alone", async () => {
  const box = inbox("verified");
  await client.publish({ url: `${box.url}?a=b`, body: "signed" });
  const got = await box.next();
  const signature = got.headers["upstash-signature"];
  const url = BASE + got.path;
  assert.equal(await receiver.verify({ signature, body: "signed" }), true);
  for (const wrong of [{ body: "Signed", url }, { body: "signed", url: box.url }, { body: "", url }]) {
    await assert.rejects(receiver.verify({ signature, ...wrong }), SignatureError);
  }
  await assert.rejects(with_(STALE, STALE).verify({ signature, body: "signed", url }), SignatureError);
  await assert.rejects(receiver.verify({ signature: `${signature}x`, body: "signed", url }), SignatureError);
  const claims = JSON.parse(Buffer.from(signature.split(".")[1], "base64url"));
  assert.equal(claims.iss, "Upstash");
  assert.equal(claims.exp - claims.iat, 300);
  assert.match(claims.jti, /^jwt_/);
});

test("the keys are those of the settings", async () => {
  assert.deepEqual(await keys(), { current: CURRENT, next: NEXT });
});

test("an empty body and one of many bytes verify, too", async () => {
  const box = inbox("sizes");
  await client.publish({ url: box.url });
  assert.equal((await box.next()).text, "");
  const large = "ü".repeat(300_000);
  await client.publish({ url: box.url, body: large });
  assert.equal((await box.next()).text, large);
});

test("each attempt is signed anew", async () => {
  const box = inbox("anew").answer({ status: 500 });
  await client.publish({ url: box.url, retries: 1, retryDelay: "1" });
  const [first, second] = [await box.next(), await box.next()];
  assert.notEqual(first.headers["upstash-signature"], second.headers["upstash-signature"]);
  assert.equal(first.headers["upstash-message-id"], second.headers["upstash-message-id"]);
});

test("keys may be taken from the region that a delivery names", async () => {
  const box = inbox("region");
  Object.assign(process.env, {
    QSTASH_REGION: "US_EAST_1", US_EAST_1_QSTASH_URL: URL_OF_BROKER, US_EAST_1_QSTASH_TOKEN: TOKEN,
    US_EAST_1_QSTASH_CURRENT_SIGNING_KEY: CURRENT, US_EAST_1_QSTASH_NEXT_SIGNING_KEY: NEXT,
    QSTASH_CURRENT_SIGNING_KEY: STALE, QSTASH_NEXT_SIGNING_KEY: STALE });
  try {
    await new Client({ retry: false }).publish({ url: box.url, body: "regional" });
    assert.equal((await box.next(new Receiver())).headers["upstash-region"], "US-EAST-1");
  } finally {
    Object.assign(process.env, { QSTASH_CURRENT_SIGNING_KEY: CURRENT, QSTASH_NEXT_SIGNING_KEY: NEXT });
    delete process.env.QSTASH_REGION;
  }
});

test("after a rotation receivers with the old keys go on, until the next one", async () => {
  const box = inbox("rotated");
  const before = await keys();
  const rotated = await keys("rotate");
  assert.equal(rotated.current, before.next);
  assert.ok(![before.current, before.next].includes(rotated.next));
  assert.deepEqual(await keys(), rotated);
  await client.publish({ url: box.url, body: "x" });
  const once = await box.next(with_(before.current, before.next));
  const signature = once.headers["upstash-signature"];
  assert.equal(await with_(rotated.current, rotated.next).verify({ signature, body: "x" }), true);
  assert.equal((await refusal(() => with_(before.current, STALE).verify({ signature, body: "x" }))).name, "SignatureError");
  const twice = await keys("rotate");
  assert.equal(twice.current, rotated.next);
  await client.publish({ url: box.url, body: "y" });
  await box.next(with_(rotated.current, rotated.next));
  await client.publish({ url: box.url, body: "z" });
  await assert.rejects(box.next(with_(before.current, before.next)), SignatureError);
});
