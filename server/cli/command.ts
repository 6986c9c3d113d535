import type { ParseArgsConfig } from "node:util";
import { parseArgs } from "node:util";
import type { Fault } from "@/server/oms/kernel/errors";
import { DomainError } from "@/server/oms/kernel/errors";

/** What a command ends with: done, refused or violated, used wrongly. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type CliOption = {
  readonly type: "string" | "boolean";
  /** Shown after the option: `MAP.json`. */
  readonly value?: string;
  readonly help: string;
};

export type CliCall = {
  readonly positionals: readonly string[];
  readonly text: (option: string) => string | null;
  readonly flag: (option: string) => boolean;
  readonly output: Output;
};

export type CliCommand = {
  /** As it is typed: `import orders`. */
  readonly name: string;
  readonly summary: string;
  /** Names of what has to be given: `FILE`. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, CliOption>>;
  /** What a person should know before using it. */
  readonly about: string;
  readonly run: (call: CliCall) => Promise<ExitCode>;
};

/** Used wrongly: told with the way to the help, exit status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Where results go: with --json one document on stdout and nothing else. */
export type Output = {
  readonly isJson: boolean;
  /** The result, once per command. */
  readonly result: (data: object, text: () => string) => void;
  /** What happens meanwhile, for a person: never on stdout. */
  readonly note: (line: string) => void;
};

const COMMON: Readonly<Record<string, CliOption>> = {
  json: { type: "boolean", help: "print one JSON document on stdout and nothing else" },
  help: { type: "boolean", help: "print this text" },
};

/** Run a command with what was typed after its name. */
export async function runCommand(command: CliCommand, args: readonly string[]): Promise<ExitCode> {
  const options = { ...command.options, ...COMMON };
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(options, args);
  } catch (error) {
    return misused(command, error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) {
    process.stdout.write(`${helpOf(command)}\n`);
    return EXIT.done;
  }
  if (positionals.length !== command.positionals.length) {
    const wanted = command.positionals.join(" ") || "nothing";
    return misused(command, `expected ${wanted}, found ${positionals.join(" ") || "nothing"}`);
  }
  const output = openOutput(values.json === true);
  const call: CliCall = {
    positionals,
    output,
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === "string" ? value : null;
    },
  };
  try {
    return await command.run(call);
  } catch (error) {
    if (error instanceof UsageError) {
      return misused(command, error.message);
    }
    if (error instanceof DomainError) {
      output.result(
        { error: { code: error.code, message: error.message, details: error.details } },
        () => "",
      );
      process.stderr.write(`${refusalText(error)}\n`);
      return EXIT.refused;
    }
    throw error;
  }
}

function parse(options: Readonly<Record<string, CliOption>>, args: readonly string[]) {
  const config: ParseArgsConfig["options"] = Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, { type }]),
  );
  return parseArgs({ args: [...args], options: config, allowPositionals: true, strict: true });
}

function misused(command: CliCommand, problem: string): ExitCode {
  process.stderr.write(`${problem}\nTry: npm run oms -- ${command.name} --help\n`);
  return EXIT.usage;
}

function openOutput(isJson: boolean): Output {
  return {
    isJson,
    note: (line) => {
      process.stderr.write(`${line}\n`);
    },
    result: (data, text) => {
      const shown = isJson ? JSON.stringify(data, null, 2) : text();
      process.stdout.write(shown === "" ? "" : `${shown}\n`);
    },
  };
}

function refusalText(error: DomainError): string {
  const { faults } = error.details as { faults?: readonly Fault[] };
  const lines = (faults ?? []).map((fault) => `  ${fault.field}: ${fault.message}`);
  return [error.message, ...lines].join("\n");
}

export function helpOf(command: CliCommand): string {
  const { name, positionals, options, about } = command;
  const shown = Object.entries({ ...options, ...COMMON }).map(([option, { value, help }]) => [
    `--${option}${value === undefined ? "" : ` ${value}`}`,
    help,
  ]);
  const usage = ["npm run oms --", name, ...positionals, "[options]"].join(" ");
  return `${usage}\n\n${about}\n\nOptions\n${columns(shown)}`;
}

/** Rows of text in aligned columns, two blanks in front. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? "").length)),
  );
  return rows
    .map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}
