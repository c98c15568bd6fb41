// What the client offers, from its types and from its code: told line by line, for the suite to compare.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { ALL, classes } from "./surface.mjs";

const folder = dirname(createRequire(import.meta.url).resolve("@upstash/qstash"));

/** The members of the classes that the types declare: `Owner.name` → whether it is private. */
function declared() {
  const members = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".d.ts"))) {
    let owner;
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      const opened = /^declare (?:abstract )?class (\w+)/.exec(line);
      if (opened) { owner = opened[1]; }
      else if (line.startsWith("}")) { owner = undefined; }
      const member = /^ {4}(private )?(?:static )?(?:readonly )?(?:get )?(\w+)(?:<.*)?(\(|: (?:<.*>)?\()|^ {4}(private) (?:readonly )?(\w+);/.exec(line);
      if (owner && member) { members.set(`${owner}.${member[2] ?? member[5]}`, Boolean(member[1] ?? member[4])); }
    }
  }
  return members;
}

test("the types and the code agree on what there is to call", () => {
  const types = declared();
  const open = [...types].filter(([name, hidden]) => !hidden && name.split(".")[0] in classes).map(([name]) => name)
    .filter((name) => !name.endsWith(".constructor"));
  assert.ok(open.length > 50, open.join(" "));
  assert.deepEqual(open.filter((name) => !ALL.includes(name) && name !== "Client.http" && name !== "Chat.toChatRequest"), []);
  for (const name of ALL) {
    if (types.get(name) !== true) { console.log(`SURFACE ${name}`); }
  }
});

/** What no answer of the broker leads to: it has no rate limits, and steps are aborted inside of the client. */
const OUT_OF_REACH = ["QStashWorkflowAbort", "QStashWorkflowError", "QstashChatRatelimitError", "QstashDailyRatelimitError",
  "QstashRatelimitError"];
/** Receivers that verify something else than the body (h3, nuxt), the same module twice, and one that only starts runs. */
const NOT_TRIED = ["./h3", "./nuxt", "./dist/nextjs", "./hono"];

test("every export and every entry of the package is used by some file, or known not to be", async () => {
  const files = readdirSync(".").filter((name) => name.endsWith(".mjs") && name !== "enumerate.mjs");
  const text = files.map((name) => readFileSync(name, "utf8")).join("\n");
  const exports = Object.keys(await import("@upstash/qstash"));
  assert.deepEqual(exports.filter((name) => !new RegExp(`\\b${name}\\b`).test(text)).sort(), OUT_OF_REACH);
  const entries = Object.keys(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).exports);
  const unused = entries.filter((entry) => !text.includes(`"@upstash/qstash${entry.slice(1)}"`));
  assert.deepEqual(unused.sort(), [...NOT_TRIED].sort());
});
