import type { RawSql } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import { accountOf, exceedsGuard, type FeedOrder, isStale } from "./decide-feed";
import { compareRows, countFilled, countVerdicts, stageRows } from "./store-feed";
import { readChanges, readFaults } from "./store-feed-preview";
import { readSource } from "./store-feed-source";
import type { FeedMode, FeedRows } from "./types";

type PreviewedFeed = {
  readonly source: string;
  readonly mode: FeedMode;
  readonly order: FeedOrder;
  readonly rows: FeedRows;
};

/** As many rows as a person looks at before they repair the file instead. */
const FAULTS_SHOWN = 200;
const CHANGES_SHOWN = 50;

/**
 * What `applyFeed` would do with these rows now: understood and compared by the same statements, in
 * a transaction that writes nothing and waits for nobody.
 */
export async function previewFeed(
  { sql: pool, actor }: { readonly sql: RawSql; readonly actor: Actor },
  { source: code, mode, order, rows }: PreviewedFeed,
) {
  return pool.begin(async (sql) => {
    const source = await readSource(sql, code, actor);
    const read = await stageRows(sql, rows);
    const found = await compareRows(sql, source, mode, order, read);
    const verdicts = await countVerdicts(sql, read);
    const filled = await countFilled(sql, source);
    const known = { sequence: source.fullSequence, asOf: source.fullAsOf };
    return {
      ...accountOf(verdicts, found.changed),
      zeroed: found.zeroed,
      units: found.units,
      filled,
      guardPercent: source.guardPercent,
      isHeld: exceedsGuard(found.zeroed, filled, source.guardPercent),
      /** Older than the last full feed: all of it would be ignored. */
      isStale: isStale(order, known),
      faults: await readFaults(sql, FAULTS_SHOWN),
      changes: await readChanges(sql, CHANGES_SHOWN),
    };
  });
}
