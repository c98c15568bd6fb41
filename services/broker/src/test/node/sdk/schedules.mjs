import assert from "node:assert/strict";
import { advance, client, inbox, now, refusal, test, until } from "./suite.mjs";

const HOURLY = "0 * * * *";

test("a schedule shows exactly what it was made of", async () => {
  const { scheduleId } = await client.schedules.create({
    destination: "https://example.com/s?a=b", cron: `CRON_TZ=Europe/Berlin 0 9 * * 1-5 `, body: "the body", method: "PUT",
    headers: { "content-type": "text/plain", "x-mine": "v" }, retries: 7, retryDelay: "pow(2, retried)", delay: 30, timeout: "1m",
    callback: "https://example.com/cb", failureCallback: "https://example.com/fcb", label: ["a", "b"],
    flowControl: { key: "of-schedule", parallelism: 2, ratePerSecond: 5, period: 10 } });
  assert.match(scheduleId, /^scd_/);
  const { createdAt, nextScheduleTime, callerIP, ...rest } = await client.schedules.get(scheduleId);
  assert.ok(nextScheduleTime > createdAt);
  assert.ok(callerIP);
  for (const ours of ["missedRuns", "overlap", "skipped", "missed"]) { delete rest[ours]; }
  assert.deepEqual(rest, {
    scheduleId, cron: "CRON_TZ=Europe/Berlin 0 9 * * 1-5", destination: "https://example.com/s?a=b", method: "PUT",
    header: { "Content-Type": ["text/plain"], "X-Mine": ["v"] }, body: "the body", retries: 7, isPaused: false,
    retryDelayExpression: "pow(2, retried)", delay: 30, timeout: 60_000, callback: "https://example.com/cb",
    failureCallback: "https://example.com/fcb", label: "a", labels: ["a", "b"], flowControlKey: "of-schedule", parallelism: 2,
    rate: 5, ratePerSecond: 5, period: 10 });
  await client.schedules.delete(scheduleId);
});

test("an overwrite replaces everything", async () => {
  const scheduleId = "my-schedule_1";
  const made = await client.schedules.create({
    scheduleId, destination: "https://example.com", cron: HOURLY, body: "old", headers: { "x-a": "b" }, delay: "1m", label: "old" });
  assert.equal(made.scheduleId, scheduleId);
  await client.schedules.create({ scheduleId, destination: "https://example.org", cron: "@daily" });
  const found = await client.schedules.get(scheduleId);
  assert.deepEqual(found.header, { "Content-Type": ["application/json"] });
  assert.equal(found.destination, "https://example.org");
  assert.equal(found.retries, 3);
  for (const gone of ["body", "delay", "label", "labels", "rate", "period", "flowControlKey"]) {
    assert.ok(!(gone in found), gone);
  }
  assert.equal((await client.schedules.list()).length, 1);
  await client.schedules.delete(scheduleId);
});

test("schedules are listed, deleted, and then unknown", async () => {
  const ids = [];
  for (const rate of [1, undefined]) {
    ids.push((await client.schedules.create({ destination: "https://example.com", cron: HOURLY,
      ...(rate && { flowControl: { key: "listed", rate } }) })).scheduleId);
  }
  const listed = await client.schedules.list();
  assert.deepEqual(listed.map((s) => s.scheduleId).sort(), [...ids].sort());
  assert.equal(listed.find((s) => s.scheduleId === ids[0]).ratePerSecond, 1);
  for (const id of ids) { await client.schedules.delete(id); }
  assert.deepEqual(await client.schedules.list(), []);
  assert.equal((await refusal(() => client.schedules.get(ids[0]))).status, 404);
  assert.equal((await refusal(() => client.schedules.delete(ids[0]))).status, 404);
});

test("what cannot be scheduled is refused", async () => {
  const bad = [{ cron: "* * * *" }, { cron: "61 * * * *" }, { cron: "CRON_TZ=Mars/Olympus 0 0 * * *" },
    { cron: HOURLY, scheduleId: "a b" }, { cron: HOURLY, retries: -1 }, { cron: HOURLY, delay: "soon" }];
  for (const request of bad) {
    assert.equal((await refusal(() => client.schedules.create({ destination: "https://example.com", ...request }))).status, 400);
  }
  assert.equal((await refusal(() => client.schedules.create({ destination: "nobody", cron: HOURLY }))).status, 404);
});

/** Moves to just behind the next full hour. */
async function nextHour() {
  await advance(`${3601 - Math.floor(((await now()) % 3_600_000) / 1000)}s`);
}

test("a schedule fires with its settings, and tells of its last messages", async () => {
  const box = inbox("fires");
  const { scheduleId } = await client.schedules.create({
    destination: box.url, cron: HOURLY, body: '{"fired":true}', headers: { "x-mine": "v" }, label: "fired" });
  await nextHour();
  const got = await box.next();
  assert.equal(got.headers["upstash-schedule-id"], scheduleId);
  assert.equal(got.headers["x-mine"], "v");
  assert.equal(got.headers["content-type"], "application/json");
  assert.deepEqual(JSON.parse(got.text), { fired: true });
  const id = got.headers["upstash-message-id"];
  const shown = await until("the state of the last message", async () => {
    const schedule = await client.schedules.get(scheduleId);
    return schedule.lastScheduleStates?.[id] === "SUCCESS" && schedule;
  });
  assert.ok(shown.lastScheduleTime < shown.nextScheduleTime);
  const { logs } = await client.logs({ filter: { scheduleId, state: "DELIVERED" } });
  assert.deepEqual(logs.map((l) => [l.messageId, l.label]), [[id, "fired"]]);
  await client.schedules.delete(scheduleId);
});

test("a paused schedule lets its times pass", async () => {
  const box = inbox("paused");
  const { scheduleId } = await client.schedules.create({ destination: box.url, cron: HOURLY });
  await client.schedules.pause({ schedule: scheduleId });
  assert.equal((await client.schedules.get(scheduleId)).isPaused, true);
  await nextHour();
  await nextHour();
  await client.schedules.resume({ schedule: scheduleId });
  assert.equal((await client.schedules.get(scheduleId)).isPaused, false);
  await nextHour();
  await box.next();
  assert.equal((await client.logs({ filter: { scheduleId, state: "CREATED" } })).logs.length, 1);
  await client.schedules.delete(scheduleId);
  await assert.rejects(client.schedules.pause({ schedule: scheduleId }), { status: 404 });
});

test("a schedule goes through a queue, to a group, or late", async () => {
  const box = inbox("ways");
  await client.queue({ queueName: "of-schedule" }).upsert({ parallelism: 4 });
  await client.urlGroups.addEndpoints({ name: "scheduled", endpoints: [{ url: `${box.url}/a` }, { url: `${box.url}/b` }] });
  const queued = await client.schedules.create({ destination: box.url, cron: HOURLY, queueName: "of-schedule" });
  const grouped = await client.schedules.create({ destination: "scheduled", cron: HOURLY });
  const late = await client.schedules.create({ destination: `${box.url}/late`, cron: HOURLY, delay: "5m" });
  await nextHour();
  const got = [await box.next(), await box.next(), await box.next()];
  assert.deepEqual(got.map((d) => d.path).sort(), ["/ways", "/ways/a", "/ways/b"]);
  const ofQueue = got.find((d) => d.path === "/ways").headers["upstash-message-id"];
  assert.equal((await client.messages.get(ofQueue)).queueName, "of-schedule");
  assert.equal((await client.queue({ queueName: "of-schedule" }).get()).parallelism, 4);
  for (const { scheduleId } of [queued, grouped]) { await client.schedules.delete(scheduleId); }
  await advance("5m");
  assert.equal((await box.next()).path, "/ways/late");
  await client.schedules.delete(late.scheduleId);
});
