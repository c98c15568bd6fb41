// Notes every public method of the client that a file calls, and tells them when the file ends.
import * as sdk from "@upstash/qstash";

const called = new Set();

function note(target, owner, name) {
  const its = Object.getOwnPropertyDescriptor(target, name);
  if (its.get) {
    Object.defineProperty(target, name, { ...its, get() {
      called.add(`${owner}.${name}`);
      return its.get.call(this);
    } });
  } else if (typeof its.value === "function") {
    Object.defineProperty(target, name, { ...its, value(...args) {
      called.add(`${owner}.${name}`);
      return its.value.apply(this, args);
    } });
  }
}

// The classes that are not exported are found by what makes them.
const probe = new sdk.Client({ baseUrl: "http://127.0.0.1:9", token: "probe", devMode: false });
const queue = Object.getPrototypeOf(probe.queue());
const chat = probe.chat();

/** The client's classes by name: their prototypes. */
export const classes = {
  Client: sdk.Client.prototype,
  Receiver: sdk.Receiver.prototype,
  Messages: sdk.Messages.prototype,
  Schedules: sdk.Schedules.prototype,
  UrlGroups: sdk.UrlGroups.prototype,
  FlowControlApi: sdk.FlowControlApi.prototype,
  DLQ: Object.getPrototypeOf(probe.dlq),
  Queue: queue,
  Workflow: Object.getPrototypeOf(probe.workflow),
  Chat: sdk.Chat.prototype,
};

/** What a chat has beside its prototype. */
const CHAT = Object.keys(chat).filter((name) => typeof chat[name] === "function");

/** Every method and accessor of the client's classes, with those that its types call private. */
export function surface() {
  const all = Object.entries(classes).flatMap(([owner, prototype]) =>
    Object.getOwnPropertyNames(prototype).filter((n) => n !== "constructor").map((n) => `${owner}.${n}`));
  return [...all, ...CHAT.map((name) => `Chat.${name}`)];
}

const ALL = surface();
for (const [owner, prototype] of Object.entries(classes)) {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name !== "constructor") { note(prototype, owner, name); }
  }
}
const makeChat = sdk.Client.prototype.chat;
sdk.Client.prototype.chat = function (...args) {
  const made = makeChat.apply(this, args);
  for (const name of CHAT) { note(made, "Chat", name); }
  return made;
};

process.on("exit", () => {
  for (const name of called) { console.log(`CALLED ${name}`); }
});

export { ALL };
