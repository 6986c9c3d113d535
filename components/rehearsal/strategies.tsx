import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatQuantity } from "@/components/format";
import { Panel } from "@/components/ui/panel";
import type { Pair, RehearsalSummary } from "@/server/oms/rehearsal/types";

type StrategiesProps = { strategies: RehearsalSummary["strategies"]; names: Pair<string> };

/** How many orders each strategy routed, under both versions. */
export function Strategies({ strategies, names }: StrategiesProps) {
  if (strategies.length === 0) {
    return null;
  }
  return (
    <Panel title="By strategy" flush>
      <PlainTable
        label="Orders by strategy"
        columns={[
          { header: "Strategy" },
          { header: names.before, align: "right" },
          { header: names.after, align: "right" },
        ]}
      >
        <tbody>
          {strategies.map(({ name, orders }) => (
            <tr key={name}>
              <PlainCell isHead>{name}</PlainCell>
              <PlainCell align="right">{formatQuantity(orders.before)}</PlainCell>
              <PlainCell align="right">{formatQuantity(orders.after)}</PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
