// The workflow part of the client, which is deprecated and still used.
import assert from "node:assert/strict";
import http from "node:http";
import { after } from "node:test";
import { Client, formatWorkflowError } from "@upstash/qstash";
import { serve } from "@upstash/qstash/workflow";
import { serve as serveCloudflare } from "@upstash/qstash/cloudflare";
import { advance, client, receiver, refusal, test, TOKEN, until, URL_OF_BROKER } from "./suite.mjs";

const results = {};
const runs = {};
const options = () => ({ qstashClient: new Client({ baseUrl: URL_OF_BROKER, token: TOKEN }), receiver });
const steps = async (context) => {
  runs.steps = context.workflowRunId;
  const one = await context.run("one", () => context.requestPayload.n + 1);
  await context.sleep("an hour", 3600);
  const [a, b] = await Promise.all([context.run("a", () => one * 10), context.run("b", () => one * 100)]);
  await context.run("end", () => { results.steps = { one, a, b }; });
};
const sleeps = async (context) => {
  runs.sleeps = context.workflowRunId;
  await context.sleep("long", 86_400);
};
const third = async (context) => {
  const answer = await context.call("ask", `${base}/party`, "POST", { ask: 1 });
  await context.run("end", () => { results.third = answer; });
};
const fails = async (context) => { await context.run("bad", () => { throw new Error("not well"); }); };

let base = "";
const routes = {
  steps: serve(steps, options()), sleeps: serve(sleeps, options()), third: serve(third, options()),
  fails: serve(fails, { ...options(), retries: 0, failureFunction: (context, status, response) => { results.fails = { status, response }; } }),
  cloudflare: serveCloudflare(async (context) => { await context.run("one", () => { results.cloudflare = context.requestPayload; }); }, options()),
};
const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) { chunks.push(chunk); }
  const name = request.url.slice(1);
  if (name === "party") { response.end('{"third":true}'); return; }
  const asked = new Request(base + request.url, { method: "POST", headers: request.headers, body: Buffer.concat(chunks) });
  const answer = await (name === "cloudflare" ? routes[name](asked, {
    QSTASH_URL: URL_OF_BROKER, QSTASH_TOKEN: TOKEN, QSTASH_CURRENT_SIGNING_KEY: process.env.QSTASH_CURRENT_SIGNING_KEY,
    QSTASH_NEXT_SIGNING_KEY: process.env.QSTASH_NEXT_SIGNING_KEY }) : routes[name](asked));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
base = `http://127.0.0.1:${server.address().port}`;
after(() => { server.close(); server.closeAllConnections(); });

const start = (name, body = {}) => client.publishJSON({ url: `${base}/${name}`, body });
const result = (name) => until(`the result of ${name}`, async () => results[name]);
/** The endpoint knows a run's id before the broker does. */
const stepsOf = async (run) => {
  try {
    return await client.http.request({ path: ["v2", "workflows", "runs", run] });
  } catch (error) {
    if (error.status === 404) { return []; }
    throw error;
  }
};

test("steps, a sleep, and steps side by side", async () => {
  await start("steps", { n: 1 });
  const run = await until("the run", async () => runs.steps);
  await until("its sleep", async () => (await stepsOf(run)).length >= 3);
  assert.equal(results.steps, undefined);
  await advance("61m");
  assert.deepEqual(await result("steps"), { one: 2, a: 20, b: 200 });
});

test("a call of a third party", async () => {
  await start("third");
  assert.deepEqual(await result("third"), { third: true });
});

test("a failure reaches the failure function", async () => {
  await start("fails");
  const { status, response } = await result("fails");
  assert.equal(status, 500);
  assert.match(response, /not well/);
  assert.deepEqual(formatWorkflowError(new TypeError("x")), { error: "TypeError", message: "x" });
});

test("a run is cancelled, and an unknown one is not", async () => {
  await start("sleeps");
  const run = await until("the run", async () => runs.sleeps);
  await until("its sleep", async () => (await stepsOf(run)).length >= 2);
  assert.equal(await client.workflow.cancel(run), true);
  assert.equal((await refusal(() => client.workflow.cancel("wfr_nobody"))).status, 404);
});

test("a worker's handler", async () => {
  await start("cloudflare", { c: 1 });
  assert.deepEqual(await result("cloudflare"), { c: 1 });
});
