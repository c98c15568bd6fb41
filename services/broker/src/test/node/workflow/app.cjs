// A workflow application as anybody would write one, on the official client, unmodified.
// POST /wf/<name> are its workflows; POST /do/<verb> lets the test use the client; GET /seen tells what ran.
const http = require("node:http");
const { Client, serve, WorkflowNonRetryableError } = require("@upstash/workflow");

const client = new Client({ baseUrl: process.env.QSTASH_URL, token: process.env.QSTASH_TOKEN });
const seen = [];
let healed = false;
let thirdCalls = 0;
let base = "";

const workflows = {
  sequence: async (context) => {
    const a = await context.run("a", () => { seen.push("a"); return context.requestPayload.n + 1; });
    const [b, c] = await Promise.all([
      context.run("b", () => { seen.push("b"); return a * 10; }),
      context.run("c", () => { seen.push("c"); return a * 100; }),
    ]);
    return await context.run("d", () => { seen.push("d"); return { a, b, c, header: context.headers.get("x-mine") }; });
  },
  sleepy: async (context) => {
    await context.sleep("an hour", 3600);
    await context.run("woke", () => { seen.push("woke"); });
    await context.sleepUntil("until", context.requestPayload.until);
    return "rested";
  },
  caller: async (context) => {
    const answer = await context.call("third", {
      url: `${base}/third`, method: "POST", body: { ask: 1 }, headers: { "x-call": "yes" }, retries: 2, retryDelay: "1",
    });
    return { status: answer.status, body: answer.body };
  },
  waiting: async (context) => {
    const { eventData, timeout } = await context.waitForEvent("wait", context.requestPayload.event, { timeout: "1h" });
    return { eventData: eventData ?? null, timeout };
  },
  notifier: async (context) => {
    const { notifyResponse } = await context.notify("tell", context.requestPayload.event, { from: "notifier" });
    return notifyResponse.length;
  },
  invoker: async (context) => {
    const { body, isFailed, isCanceled } = await context.invoke("ask", {
      workflow: { workflowId: context.requestPayload.of }, body: context.requestPayload.body, retries: 0,
      workflowRunId: context.requestPayload.runId,
    });
    return { body: body ?? null, isFailed: !!isFailed, isCanceled: !!isCanceled };
  },
  invoked: async (context) => await context.run("work", () => ({ twice: context.requestPayload.n * 2 })),
  sleeper: async (context) => { await context.sleep("long", 86400); return "slept"; },
  failing: async (context) => {
    const first = await context.run("first", () => { seen.push("first"); return 1; });
    return await context.run("second", () => {
      if (!healed) { throw new Error("not well"); }
      return first + 1;
    });
  },
  forked: async (context) => {
    return await Promise.all([
      context.run("good", () => { seen.push("forked good"); return 1; }),
      context.run("bad", () => {
        if (!healed) { throw new Error("not well"); }
        return 2;
      }),
      context.waitForEvent("event", "forked", { timeout: "1h" }).then((e) => e.eventData),
    ]);
  },
  hopeless: async (context) => {
    await context.run("never", () => { throw new WorkflowNonRetryableError("no use"); });
  },
  hooked: async (context) => {
    const webhook = await context.createWebhook("make");
    await context.run("tell", () => { seen.push(webhook.webhookUrl); });
    const { request, timeout } = await context.waitForWebhook("hook", webhook, "1h");
    return { timeout, method: request?.method, body: await request?.text() };
  },
};

const handlers = {};
for (const [name, route] of Object.entries(workflows)) {
  handlers[name] = serve(route, {
    failureFunction: async ({ context, failStatus, failResponse }) => {
      seen.push(`failed ${name} ${failStatus} ${failResponse} ${JSON.stringify(context.requestPayload)}`);
      return "told";
    },
  }).handler;
}

const verbs = {
  trigger: (a) => client.trigger({ ...a, url: `${base}/wf/${a.workflow}` }),
  cancel: (a) => client.cancel(a),
  notify: (a) => client.notify(a),
  waiters: (a) => client.getWaiters(a),
  logs: (a) => client.logs(a),
  dlq: () => client.dlq.list(),
  resume: (a) => client.dlq.resume(a),
  restart: (a) => client.dlq.restart(a),
  delete: (a) => client.dlq.delete(a),
  heal: async (a) => { healed = a.healed; return {}; },
};

async function read(request) {
  const chunks = [];
  for await (const chunk of request) { chunks.push(chunk); }
  return Buffer.concat(chunks);
}

async function answer(request, body) {
  const [, kind, name] = request.url.split("/");
  if (kind === "wf") {
    return await handlers[name](new Request(base + request.url, { method: "POST", headers: request.headers, body }));
  }
  if (kind === "do") {
    return Response.json((await verbs[name](JSON.parse(body.toString() || "{}"))) ?? {});
  }
  if (kind === "third") {
    thirdCalls += 1;
    return thirdCalls < 3 ? new Response("not yet", { status: 503 })
      : Response.json({ calls: thirdCalls, got: body.toString(), header: request.headers["x-call"],
          ofRun: request.headers["upstash-workflow-runid"] ?? null });
  }
  return Response.json(seen);
}

const server = http.createServer(async (request, response) => {
  let made;
  try {
    made = await answer(request, await read(request));
  } catch (error) {
    made = new Response(JSON.stringify({ error: String(error) }), { status: 500 });
  }
  response.writeHead(made.status, Object.fromEntries(made.headers));
  response.end(Buffer.from(await made.arrayBuffer()));
});
server.listen(0, "127.0.0.1", () => {
  base = `http://127.0.0.1:${server.address().port}`;
  console.log(`LISTENING ${base}`);
});
process.stdin.on("end", () => process.exit(0)).resume();
