// A reporter for node:test: one line of JSON for each test that ended.
import { inspect } from "node:util";

export default async function* lines(events) {
  for await (const { type, data } of events) {
    if (type === "test:pass" || type === "test:fail") {
      const error = data.details.error;
      const left = data.skip === undefined && data.todo === undefined ? "" : "it was skipped";
      const trouble = type === "test:pass" ? left : inspect(error?.cause ?? error, { depth: 8 });
      yield `\nTEST ${JSON.stringify({ name: data.name, trouble })}\n`;
    }
  }
}
