import type { RawTx } from "@/db/client";
import type { FeedFault } from "./types";

/** A position that would not stay as it is. */
export type PreviewedChange = {
  readonly sku: string;
  readonly name: string;
  readonly node: string;
  readonly before: number;
  readonly after: number;
  /** Not named by a full feed. */
  readonly isZeroed: boolean;
};

/** What `compareRows` found to change: what would be emptied first, then the largest differences. */
export const readChanges = (sql: RawTx, limit: number): Promise<PreviewedChange[]> =>
  sql<PreviewedChange[]>`
    select s.code as sku, s.name, n.code as node, c.before, c.on_hand as after,
      c.is_zeroed as "isZeroed"
    from feed_change c join sku s on s.id = c.sku_id join node n on n.id = c.node_id
    order by c.is_zeroed desc, abs(c.on_hand - c.before) desc, s.code, n.code limit ${limit}`;

/** A row that would be rejected, with what stood in it as far as it was understood. */
export type PreviewedFault = {
  readonly rowNumber: number;
  readonly reason: FeedFault;
  readonly sku: string;
  readonly node: string;
  readonly raw: string | null;
};

/** Rows that would be rejected, in the order of the file. */
export const readFaults = (sql: RawTx, limit: number): Promise<PreviewedFault[]> =>
  sql<PreviewedFault[]>`
    select r.row_number as "rowNumber", r.verdict as reason, f.sku, f.node, f.raw
    from feed_resolved r join feed_row f on f.row_number = r.row_number
    where r.verdict is not null and r.verdict not in ('stale', 'same')
    order by r.row_number limit ${limit}`;
