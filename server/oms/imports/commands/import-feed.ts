import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { applyFeed } from "../../inventory/commands/apply-feed";
import type { FeedCounts, FeedRejections } from "../../inventory/decide-feed";
import { readFeedRow } from "../../inventory/decide-feed";
import type { FeedMode, FeedRow, FeedState, FeedStream } from "../../inventory/types";
import { DomainError } from "../../kernel/errors";
import { bindMapping, type FieldReader, suggestMapping } from "../decide-mapping";
import { type InventoryField, inventoryFields } from "../schema";
import type { Table, TableRow } from "../types";
import { rehearse } from "./book-orders";
import type { ImportItemsOptions } from "./import-items";

export type ImportFeedOptions = Omit<ImportItemsOptions<InventoryField>, "onRejected"> & {
  readonly source: string;
  /** Null: as the source is used to. */
  readonly mode: FeedMode | null;
  readonly sequence: number | null;
  readonly asOf: Date | null;
  readonly isConfirmed: boolean;
};

export type FeedReport = {
  readonly runId: string;
  readonly source: string;
  readonly mode: FeedMode;
  readonly state: FeedState;
  readonly reason: string | null;
  readonly read: number;
  readonly accepted: number;
  readonly merged: number;
  readonly rejected: number;
  readonly rejections: FeedRejections;
  readonly rows: Pick<FeedCounts, "changed" | "unchanged" | "ignored">;
  readonly zeroed: number;
  readonly units: number;
  readonly file: { readonly name: string; readonly hash: string };
  readonly isDryRun: boolean;
  readonly seconds: number;
};

const REQUIRED = ["stock.node", "stock.sku", "stock.onHand"] as const;

/**
 * Take a file as one feed of a source: all of it in one transaction, and either applied, or ignored
 * as old, or held back for a person to confirm.
 */
export async function importFeed(ctx: Ctx, options: ImportFeedOptions): Promise<FeedReport> {
  const startedMs = performance.now();
  const { table, source, mode, sequence, asOf, isConfirmed, isDryRun } = options;
  const rows = streamOf(options);
  const apply = (on: Ctx) =>
    applyFeed(on, newId(), {
      source,
      ...(mode === null ? {} : { mode }),
      ...(sequence === null ? {} : { sequence }),
      ...(asOf === null ? {} : { asOf }),
      confirm: isConfirmed,
      rows,
    });
  const answer = await (isDryRun ? rehearse(ctx, apply) : apply(ctx));
  const { read, changed, unchanged, ignored, merged, rejected } = answer.rows;
  return {
    runId: answer.runId,
    source: answer.source,
    mode: answer.mode,
    state: answer.state,
    reason: answer.reason,
    read,
    accepted: changed + unchanged + ignored,
    merged,
    rejected,
    rejections: answer.rejections,
    rows: { changed, unchanged, ignored },
    zeroed: answer.zeroed,
    units: answer.units,
    file: { name: table.name, hash: table.hash },
    isDryRun,
    seconds: Math.round(performance.now() - startedMs) / 1_000,
  };
}

function streamOf({ table, mapping, lookups, onProgress }: ImportFeedOptions): FeedStream {
  if (mapping.rules.length > 0) {
    const message = "A feed is taken as it is: its mapping has no rules";
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "rules", code: "not_here", message }],
    });
  }
  const isMapped = inventoryFields.some((field) => mapping[field] !== undefined);
  const sources = isMapped ? mapping : suggestMapping(inventoryFields, table.header);
  const bound = bindMapping(sources, table.header, inventoryFields, REQUIRED, lookups);
  if (!bound.ok) {
    const faults = bound.error;
    throw new DomainError("INVALID_INPUT", "The mapping does not fit the file", { faults });
  }
  const read = rowReader(table, bound.value);
  return {
    fingerprint: `${table.hash} ${JSON.stringify(sources)}`,
    batches: async function* () {
      let done = 0;
      for await (const rows of table.rows()) {
        done += rows.length;
        yield rows.filter(({ cells }) => !isBlank(cells)).map(read);
        onProgress({ done, of: done });
      }
    },
  };
}

const isBlank = (cells: readonly string[]) => !cells.some((cell) => cell.trim() !== "");

function rowReader(table: Table, reader: FieldReader<InventoryField>) {
  const columns = table.header.length;
  return ({ number, cells }: TableRow): FeedRow => {
    const raw = cells.length === columns ? null : cells.join(table.format.delimiter);
    const row = readFeedRow(
      number,
      {
        sku: reader.read(cells, "stock.sku") ?? "",
        node: reader.read(cells, "stock.node") ?? "",
        onHand: reader.read(cells, "stock.onHand") ?? "",
      },
      raw,
    );
    return cells.length > columns ? { ...row, onHand: null, fault: "row_broken", raw } : row;
  };
}
