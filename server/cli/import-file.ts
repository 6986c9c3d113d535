/** What all imports of files share: the mapping, the tables beside it, progress and rejects. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import {
  type LookupTables,
  lookupName,
  lookupsOf,
  parseMapping,
} from "@/server/oms/imports/decide-mapping";
import type { FieldSource } from "@/server/oms/imports/schema";
import { DomainError } from "@/server/oms/kernel/errors";
import { type CliOption, columns } from "./command";
import { openTable } from "./read-table";

export const FILE_OPTIONS = {
  map: { type: "string", value: "MAP.json", help: "which column is what (docs/import.md)" },
  rejects: {
    type: "string",
    value: "FILE",
    help: "write rejected lines with their reasons to FILE",
  },
  "dry-run": { type: "boolean", help: "do everything, then undo it" },
} as const satisfies Record<string, CliOption>;

/** The mapping of a file, or an empty one when there is none to read. */
export function readMapping<Schema extends z.ZodObject>(
  schema: Schema,
  path: string | null,
): z.output<Schema> {
  if (path !== null && !existsSync(path)) {
    throw new DomainError("INVALID_INPUT", `${path} is not a file that can be read.`);
  }
  const mapping = parseMapping(schema, path === null ? "{}" : readFileSync(path, "utf8"));
  if (!mapping.ok) {
    throw new DomainError("INVALID_INPUT", `${path} is not a mapping for this import`, {
      faults: mapping.error,
    });
  }
  return mapping.value;
}

/** The tables that a mapping looks values up in; their names are relative to the data file. */
export async function readLookups<Field extends string>(
  sources: { readonly [F in Field]?: FieldSource | undefined },
  fields: readonly Field[],
  folder: string,
): Promise<LookupTables> {
  const tables = new Map<string, ReadonlyMap<string, string>>();
  for (const lookup of lookupsOf(sources, fields)) {
    const table = await openTable(join(folder, lookup.file));
    const key = table.header.indexOf(lookup.key);
    const value = table.header.indexOf(lookup.value);
    if (key === -1 || value === -1) {
      const missing = key === -1 ? lookup.key : lookup.value;
      throw new DomainError("INVALID_INPUT", `${lookup.file} has no column "${missing}"`);
    }
    const found = new Map<string, string>();
    for await (const rows of table.rows()) {
      for (const { cells } of rows) {
        found.set((cells[key] ?? "").trim(), (cells[value] ?? "").trim());
      }
    }
    tables.set(lookupName(lookup), found);
  }
  return tables;
}

const TELL_EVERY_MS = 2_000;

/** Tells how far a long import is, not more often than a person can read. */
export function openProgress(note: (line: string) => void) {
  let began = performance.now();
  let toldMs = began;
  let last = 0;
  return ({ done, of }: { readonly done: number; readonly of: number }): void => {
    const now = performance.now();
    if (done < last) {
      began = now;
    }
    last = done;
    if (now - toldMs >= TELL_EVERY_MS) {
      toldMs = now;
      const rate = Math.round(done / Math.max((now - began) / 1_000, 0.001));
      const share = of === 0 ? 100 : Math.floor((done / of) * 100);
      note(`${grouped(done)} of ${grouped(of)} (${share} %), ${grouped(rate)} a second`);
    }
  };
}

export const grouped = (value: number): string => value.toLocaleString("en-US");

type Account = {
  readonly read: number;
  readonly outcomes: readonly { outcome: string; name: string; lines: number; value: string }[];
  readonly seconds: number;
};

/** The account of a file's lines as a table that adds up. */
export function accountText({ read, outcomes, seconds }: Account, currency: string): string {
  const rows = outcomes.map((part) => [
    part.outcome,
    part.name,
    grouped(part.lines),
    `${part.value} ${currency}`.trim(),
  ]);
  const rate = seconds > 0 ? `, ${grouped(Math.round(read / seconds))} a second` : "";
  return `${grouped(read)} lines read in ${seconds} s${rate}\n${columns([["outcome", "name", "lines", "value"], ...rows])}`;
}
