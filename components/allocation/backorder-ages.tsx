import Link from "next/link";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { ORDER_AGE_WORDS } from "@/components/admin/words";
import { formatCount } from "@/components/format";
import { Money, Quantity } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import type { BackorderAge } from "@/server/oms/allocation/queries-ages";

const COLUMNS = [
  { header: "Since placed" },
  { header: "Orders", align: "right" },
  { header: "Units waiting", align: "right" },
  { header: "Value", align: "right" },
] as const;

/** How long the orders that wait have waited; each age opens the orders it counts. */
export function BackorderAges({
  ages,
  mayListOrders,
}: {
  readonly ages: readonly BackorderAge[];
  readonly mayListOrders: boolean;
}) {
  const units = ages.reduce((sum, age) => sum + age.units, 0);
  return (
    <Panel title="Backorders by age" meta={formatCount(units, "unit")} flush className="mb-4">
      <PlainTable label="Backorders by age" columns={COLUMNS}>
        <tbody>
          {ages.map((row) => (
            <tr key={row.age}>
              <PlainCell isHead className="whitespace-nowrap">
                {mayListOrders && row.orders > 0 ? (
                  <Link
                    className="link"
                    href={`/admin/orders?view=backordered&age=${row.age}`}
                    prefetch={false}
                  >
                    {ORDER_AGE_WORDS[row.age]}
                  </Link>
                ) : (
                  ORDER_AGE_WORDS[row.age]
                )}
              </PlainCell>
              <PlainCell align="right">
                <Quantity value={row.orders} />
              </PlainCell>
              <PlainCell align="right">
                <Quantity value={row.units} />
              </PlainCell>
              <PlainCell align="right">
                {row.values.map(({ currency, minor }) => (
                  <Money key={currency} className="block" minor={minor} currency={currency} />
                ))}
              </PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
