import { setSource } from "@/server/oms/inventory/commands/set-source";
import { feedModes, sourceKinds } from "@/server/oms/inventory/types";
import { newId } from "@/server/shell/new-id";
import { type CliCall, type CliCommand, EXIT, type ExitCode, UsageError } from "./command";
import { withDatabase } from "./database";

export const sourceSetCommand: CliCommand = {
  name: "source set",
  summary: "make or change a source of stock feeds",
  positionals: ["CODE"],
  options: {
    nodes: { type: "string", value: "CODE[,CODE]", help: "the nodes it speaks for" },
    name: { type: "string", value: "NAME", help: "as people know it; its code without it" },
    kind: { type: "string", value: "KIND", help: sourceKinds.join(", ") },
    mode: {
      type: "string",
      value: "full|delta",
      help: "of feeds that do not say; delta without it",
    },
    guard: { type: "string", value: "PERCENT", help: "most that a full feed empties unasked; 20" },
  },
  about: `A source is who tells us what nodes have on hand: import inventory --source, or the API. A full feed
empties what it does not name at the nodes of its source, and nowhere else. The same code again
replaces what was said before.`,
  run: runSet,
};

async function runSet(call: CliCall): Promise<ExitCode> {
  const [code = ""] = call.positionals;
  const nodes = (call.text("nodes") ?? "").split(",").map((node) => node.trim());
  const named = nodes.filter((node) => node !== "");
  if (named.length === 0) {
    throw new UsageError("--nodes says which nodes the source speaks for");
  }
  const guard = Number(call.text("guard") ?? "20");
  if (!(Number.isInteger(guard) && guard >= 0 && guard <= 100)) {
    throw new UsageError(`--guard takes a percentage, found ${call.text("guard")}`);
  }
  const input = {
    code,
    name: call.text("name") ?? code,
    kind: oneOf("kind", sourceKinds, call.text("kind") ?? "wms"),
    nodes: named,
    defaultMode: oneOf("mode", feedModes, call.text("mode") ?? "delta"),
    guardPercent: guard,
  };
  const done = await withDatabase("oms source set", call.output.note, ({ ctx }) =>
    setSource(ctx, newId(), input),
  );
  call.output.result(done, () => `${done.code} ${done.isNew ? "made" : "changed"}.`);
  return EXIT.done;
}

function oneOf<Word extends string>(option: string, words: readonly Word[], text: string): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) {
    throw new UsageError(`--${option} takes ${words.join(", ")}, found ${text}`);
  }
  return found;
}
