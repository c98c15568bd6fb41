import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { client, deadLetter, inbox, logOf, test } from "./suite.mjs";

const hidden = (text) => `REDACTED:${createHash("sha256").update(text).digest("hex")}`;

test("a redacted body and all headers are delivered, and shown nowhere", async () => {
  const box = inbox("all");
  box.reply = { status: 500 };
  const { messageId } = await client.publish({
    url: box.url, body: "secret", headers: { "x-secret": "s", "content-type": "text/plain" }, redact: { body: true, header: true }, retries: 0 });
  const got = await box.next();
  assert.deepEqual([got.text, got.headers["x-secret"]], ["secret", "s"]);
  const letter = await deadLetter(messageId);
  const message = await client.messages.get(messageId);
  const [line] = await logOf(messageId, "FAILED");
  for (const shown of [letter, message]) { assert.equal(shown.body, hidden("secret")); }
  assert.equal(Buffer.from(line.body, "base64").toString(), hidden("secret"));
  for (const shown of [letter, message, line]) { assert.deepEqual(shown.header["X-Secret"], [hidden("s")]); }
  box.reply = { status: 200 };
  await client.dlq.retry(letter.dlqId);
  const again = await box.next();
  assert.deepEqual([again.text, again.headers["x-secret"]], ["secret", "s"]);
});

test("one redacted header leaves the others; callbacks show none of it", async () => {
  const box = inbox("one");
  const callback = inbox("one-told");
  const { messageId } = await client.publish({
    url: box.url, body: "shown", headers: { "x-secret": "s", "x-open": "o" }, redact: { header: ["X-Secret"] }, callback: callback.url });
  const { header, body } = await client.messages.get(messageId);
  assert.deepEqual([header["X-Secret"], header["X-Open"], body], [[hidden("s")], ["o"], "shown"]);
  assert.deepEqual(JSON.parse((await callback.next()).text).sourceHeader["X-Secret"], [hidden("s")]);
});

test("a schedule's redaction hides in it, too", async () => {
  const { scheduleId } = await client.schedules.create({
    destination: "https://example.com", cron: "0 0 1 1 *", body: "secret", headers: { "x-secret": "s" },
    redact: { body: true, header: ["x-secret"] } });
  for (const shown of [await client.schedules.get(scheduleId), (await client.schedules.list())[0]]) {
    assert.deepEqual([shown.body, shown.header["X-Secret"]], [hidden("secret"), [hidden("s")]]);
  }
  await client.schedules.delete(scheduleId);
});
