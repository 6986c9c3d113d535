import type { inferRouterOutputs } from "@trpc/server";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatQuantity } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { Ident, Quantity } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import { Stat, StatRow } from "@/components/ui/stat";
import type { AppRouter } from "@/server/api/root";

export type FeedCheck = inferRouterOutputs<AppRouter>["inventory"]["checkFeedFile"];

const COLUMNS = [
  { header: "SKU" },
  { header: "Node" },
  { header: "Is", align: "right" },
  { header: "Becomes", align: "right" },
  { header: "Difference", align: "right" },
] as const;

/** What the feed would do to the stock there is now. */
export function EffectPreview({ check }: { check: FeedCheck }) {
  const { rows, zeroed, units, changes, isStale } = check;
  return (
    <>
      {isStale ? (
        <Callout tone="warning" title="It is older than the last full feed of its source">
          All of it would be ignored.
        </Callout>
      ) : null}
      <StatRow label="What it would do">
        <Stat label="Changed" value={rows.changed} />
        <Stat label="Unchanged" value={rows.unchanged} />
        <Stat label="Older than known" value={rows.ignored} />
        <Stat label="Emptied" value={zeroed} />
        <Stat label="Refused" value={rows.rejected} />
        <Stat label="Units ±" value={units} />
      </StatRow>
      {changes.length === 0 ? null : (
        <Panel
          title="What would change"
          meta={
            changes.length < rows.changed + zeroed
              ? `the largest ${formatQuantity(changes.length)} of ${formatQuantity(rows.changed + zeroed)}`
              : undefined
          }
          flush
        >
          <PlainTable label="What would change" columns={COLUMNS}>
            <tbody>
              {changes.map(({ sku, name, node, before, after, isZeroed }) => (
                <tr key={`${sku} ${node}`}>
                  <PlainCell isHead>
                    <Ident>{sku}</Ident> <span className="text-muted">{name}</span>
                  </PlainCell>
                  <PlainCell>
                    <Ident>{node}</Ident>
                  </PlainCell>
                  <PlainCell align="right">
                    <Quantity value={before} />
                  </PlainCell>
                  <PlainCell align="right">
                    <Quantity value={after} />
                    {isZeroed ? <span className="text-muted"> not named</span> : null}
                  </PlainCell>
                  <PlainCell align="right">
                    <Quantity value={after - before} />
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
      )}
    </>
  );
}
