// What all files share: a client, an endpoint that verifies what it gets, the broker's clock.
import http from "node:http";
import { after, test as nodeTest } from "node:test";
import { Client, Receiver } from "@upstash/qstash";
import "./surface.mjs";

export const URL_OF_BROKER = process.env.QSTASH_URL;
export const TOKEN = process.env.QSTASH_TOKEN;
export const client = new Client({ baseUrl: URL_OF_BROKER, token: TOKEN, retry: false });

const PATIENCE = 20_000;

export const test = (name, body) => nodeTest(name, { timeout: 40_000 }, body);

/** Moves the broker's clock ahead, as in `12s` or `10m`. */
export async function advance(by) {
  const answer = await fetch(`${process.env.CLOCK_URL}/${by}`, { method: "POST" });
  if (!answer.ok) { throw new Error(`the clock refused ${by}`); }
}

/** The broker's time in milliseconds. */
export async function now() {
  return Number(await (await fetch(process.env.CLOCK_URL)).text());
}

/** Asks until the answer is there; for what can only be asked. */
export async function until(what, ask) {
  const end = Date.now() + PATIENCE;
  for (let last; ;) {
    last = await ask();
    if (last) { return last; }
    if (Date.now() > end) { throw new Error(`waited for ${what}`); }
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

const inboxes = new Map();
const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const inbox = inboxes.get(request.url.split("/")[1].split("?")[0]);
    if (inbox) { inbox.take(request, Buffer.concat(chunks), response); }
    else { response.writeHead(404).end("no such inbox"); }
  });
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
export const BASE = `http://127.0.0.1:${server.address().port}`;
after(() => { server.close(); server.closeAllConnections(); });

export const receiver = new Receiver({
  currentSigningKey: process.env.QSTASH_CURRENT_SIGNING_KEY,
  nextSigningKey: process.env.QSTASH_NEXT_SIGNING_KEY,
});

/** An endpoint under a name of its own; deliveries wait in it until they are asked for. */
class Inbox {
  #waiting = [];
  #asking = [];
  hanging = [];
  replies = [];
  reply = { status: 200, body: "ok" };

  constructor(name) {
    this.url = `${BASE}/${name}`;
  }

  /** Answers so once each, in order; then as `reply` says again. */
  answer(...replies) {
    this.replies.push(...replies);
    return this;
  }

  take(request, body, response) {
    const { status, headers, body: text, hang } = this.replies.shift() ?? this.reply;
    if (hang) { this.hanging.push(response); }
    else { response.writeHead(status, headers).end(text ?? ""); }
    const delivery = { method: request.method, path: request.url, headers: request.headers, body,
      text: body.toString(), raw: request.rawHeaders };
    const asking = this.#asking.shift();
    if (asking) { asking(delivery); } else { this.#waiting.push(delivery); }
  }

  get size() {
    return this.#waiting.length;
  }

  /** The next delivery, as it came. */
  async raw() {
    return this.#waiting.shift() ?? await new Promise((given, missed) => {
      const timer = setTimeout(() => missed(new Error(`nothing came to ${this.url}`)), PATIENCE);
      this.#asking.push((delivery) => { clearTimeout(timer); given(delivery); });
    });
  }

  /** The next delivery, verified by the client's receiver. */
  async next(verifier = receiver) {
    const delivery = await this.raw();
    await verifier.verify({
      signature: delivery.headers["upstash-signature"],
      body: delivery.text,
      url: BASE + delivery.path,
      upstashRegion: delivery.headers["upstash-region"],
    });
    return delivery;
  }
}

export function inbox(name) {
  const made = new Inbox(name);
  inboxes.set(name, made);
  return made;
}

/** A message's log, oldest first, once its newest line is in that state. */
export async function logOf(messageId, state) {
  return until(`${state} of ${messageId}`, async () => {
    const { logs } = await client.logs({ messageIds: [messageId] });
    return logs[0]?.state === state && logs.reverse();
  });
}

export const statesOf = async (messageId, last) => (await logOf(messageId, last)).map((l) => l.state);

/** A message that failed for good, as a dead letter. */
export async function deadLetter(messageId) {
  return until(`a dead letter of ${messageId}`, async () =>
    (await client.dlq.listMessages({ filter: { messageId } })).messages[0]);
}

/** Publishes what fails at once; returns its dead letter. */
export async function fail(to, request = {}) {
  to.reply = { status: 500, body: "broken", headers: { "x-why": "test" } };
  const { messageId } = await client.publish({ url: to.url, retries: 0, ...request });
  return deadLetter(messageId);
}

/** What a call of the client is refused with. */
export async function refusal(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error("it was not refused");
}
