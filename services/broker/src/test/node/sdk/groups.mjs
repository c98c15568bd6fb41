import assert from "node:assert/strict";
import { client, inbox, refusal, test } from "./suite.mjs";

test("a group is made, extended, shown and emptied", async () => {
  const groups = client.urlGroups;
  await groups.addEndpoints({ name: "g", endpoints: [{ name: "one", url: "https://example.com/1" }, { url: "https://example.com/2" }] });
  const made = await groups.get("g");
  assert.equal(made.name, "g");
  assert.ok(made.createdAt && made.updatedAt);
  assert.deepEqual(made.endpoints, [{ name: "one", url: "https://example.com/1" }, { url: "https://example.com/2" }]);
  await groups.addEndpoints({ name: "g", endpoints: [{ name: "one", url: "https://example.com/moved" }] });
  assert.deepEqual((await groups.get("g")).endpoints.map((e) => e.url), ["https://example.com/moved", "https://example.com/2"]);
  assert.deepEqual((await client.topics.list()).map((g) => g.name), ["g"]);
  await groups.removeEndpoints({ name: "g", endpoints: [{ name: "one" }] });
  assert.deepEqual((await groups.get("g")).endpoints, [{ url: "https://example.com/2" }]);
  await groups.removeEndpoints({ name: "g", endpoints: [{ url: "https://example.com/2" }] });
  assert.equal((await refusal(() => groups.get("g"))).status, 404);
  assert.deepEqual(await groups.list(), []);
});

test("deleting is quiet, removing from nothing and bad endpoints are not", async () => {
  await client.urlGroups.delete("unknown");
  assert.equal((await refusal(() => client.urlGroups.removeEndpoints({ name: "unknown", endpoints: [{ name: "x" }] }))).status, 404);
  for (const endpoints of [[{ url: "example.com" }], [{ name: "no-url" }], []]) {
    assert.equal((await refusal(() => client.urlGroups.addEndpoints({ name: "bad", endpoints }))).status, 400);
  }
  assert.equal((await refusal(() => client.publish({ urlGroup: "unknown" }))).status, 404);
});

test("a publish goes to each endpoint, as a message of its own", async () => {
  const good = inbox("good");
  const bad = inbox("bad");
  bad.reply = { status: 500 };
  await client.urlGroups.addEndpoints({ name: "fan", endpoints: [{ name: "good", url: good.url }, { name: "bad", url: bad.url }] });
  const answers = await client.publishJSON({ urlGroup: "fan", body: { n: 1 }, retries: 0 });
  assert.deepEqual(answers.map((m) => m.url), [good.url, bad.url]);
  const got = await good.next();
  assert.equal(got.headers["upstash-topic-name"], "fan");
  assert.equal(got.headers["upstash-message-id"], answers[0].messageId);
  await bad.next();
  const message = await client.messages.get(answers[0].messageId);
  assert.deepEqual([message.urlGroup, message.topicName, message.endpointName], ["fan", "fan", "good"]);
  await client.urlGroups.delete("fan");
  assert.equal((await refusal(() => client.urlGroups.get("fan"))).status, 404);
});
