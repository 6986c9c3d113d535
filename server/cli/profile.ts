import { readFileSync } from "node:fs";
import { DomainError } from "@/server/oms/kernel/errors";
import { importProfile } from "@/server/oms/sourcing/commands/import-profile";
import { checkProfile, exportProfile } from "@/server/oms/sourcing/queries-profile";
import { newId } from "@/server/shell/new-id";
import { type CliCommand, EXIT, UsageError } from "./command";
import { withDatabase } from "./database";

const VERSION = {
  version: { type: "string", value: "N", help: "the version; the live one without it" },
} as const;

export const profileExportCommand: CliCommand = {
  name: "profile export",
  summary: "the routing profile as a document",
  positionals: [],
  options: VERSION,
  about: `Prints a version of the routing profile as JSON, to be kept in a file and imported again. What it
prints is the document itself, with or without --json.`,
  run: async ({ text, output }) => {
    const given = text("version");
    const version = given === null ? null : Number(given);
    if (version !== null && !(Number.isInteger(version) && version > 0)) {
      throw new UsageError(`--version takes a number, found ${given}`);
    }
    const { document } = await withDatabase("oms profile export", output.note, ({ ctx }) =>
      exportProfile(ctx, { version }),
    );
    output.result(document, () => JSON.stringify(document, null, 2));
    return EXIT.done;
  },
};

function readDocument(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : "cannot be read"}`);
  }
}

export const profileValidateCommand: CliCommand = {
  name: "profile validate",
  summary: "what is wrong with a routing document, or how it reads",
  positionals: ["FILE"],
  options: {},
  about: `Reads a document as the import would and writes nothing: its faults with their places, or its
strategies as sentences, with what its writer should know. Exit status 1 when it cannot be read.`,
  run: async ({ positionals: [file = ""], output }) => {
    const document = readDocument(file);
    const checked = await withDatabase("oms profile validate", output.note, ({ ctx }) =>
      checkProfile(ctx, { document }),
    );
    const { isReadable, faults, sentences, findings } = checked;
    output.result({ isReadable, faults, sentences, findings }, () =>
      [
        ...faults.map(({ field, message }) => `${field}: ${message}`),
        ...sentences.map((sentence, index) => `${index + 1}. ${sentence}`),
        ...findings.map(({ sentence }) => `Note: ${sentence}`),
      ].join("\n"),
    );
    return isReadable ? EXIT.done : EXIT.refused;
  },
};

export const profileImportCommand: CliCommand = {
  name: "profile import",
  summary: "take a routing document as a draft",
  positionals: ["FILE"],
  options: { note: { type: "string", value: "TEXT", help: "what it is for" } },
  about: `Takes a document as a draft, to be rehearsed and published by a person. One that says what the live
version says makes none.`,
  run: async ({ positionals: [file = ""], text, output }) => {
    const document = readDocument(file);
    if (typeof document !== "object" || document === null) {
      throw new DomainError("INVALID_INPUT", "A profile is a JSON object");
    }
    const saved = await withDatabase("oms profile import", output.note, ({ ctx }) =>
      importProfile(ctx, newId(), { document, note: text("note") ?? "" }),
    );
    output.result(saved, () =>
      saved.isUnchanged
        ? `Version ${saved.version} is live and says the same.`
        : `Draft ${saved.version} saved.`,
    );
    return EXIT.done;
  },
};
