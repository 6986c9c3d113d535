import Link from "next/link";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { inWords } from "@/components/admin/words";
import { formatCount, formatQuantity } from "@/components/format";
import { Ident } from "@/components/ui/figures";
import type { ContestedLine, ContestedSku } from "@/server/oms/allocation/queries-short";
import { Change, DayChange } from "./change";

/** One way of sharing, and what would come of it. */
export type Way = {
  readonly id: string;
  readonly name: string;
  /** Where it is looked at alone, and made a run of. */
  readonly href: string;
  readonly found: ContestedSku;
};

/** Ways of sharing side by side: what each line would get from stock and when, by each of them. */
export function WaysTable({ ways, today }: { ways: readonly Way[]; today: string }) {
  const [first] = ways;
  const lineOf = ways.map(
    ({ found }) => new Map(found.lines.map((line) => [line.lineId, line] as const)),
  );
  return (
    <PlainTable
      label="Ways to share"
      columns={[
        { header: "Order" },
        { header: "Asks", align: "right" },
        ...ways.map(({ name }) => ({ header: name })),
      ]}
    >
      <tbody>
        {(first?.found.lines ?? []).map((line) => (
          <tr key={line.lineId}>
            <PlainCell isHead>
              <Link className="link" href={`/admin/orders/${line.orderNumber}`} prefetch={false}>
                <Ident>{line.orderNumber}</Ident>
              </Link>{" "}
              <span className="block text-muted">
                {line.company}, {inWords(line.tier).toLowerCase()}
              </span>
            </PlainCell>
            <PlainCell align="right">{formatQuantity(line.asked)}</PlainCell>
            {ways.map(({ id }, index) => (
              <PlainCell key={id}>
                <Given line={lineOf[index]?.get(line.lineId)} today={today} />
              </PlainCell>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <PlainCell isHead>In all</PlainCell>
          <PlainCell align="right">
            {formatQuantity((first?.found.lines ?? []).reduce((sum, { asked }) => sum + asked, 0))}
          </PlainCell>
          {ways.map(({ id, name, href, found }) => (
            <PlainCell key={id}>
              {sumOf(found)}
              <Link className="link mt-1 block" href={href} prefetch={false}>
                {`Look at “${name}”`}
              </Link>
            </PlainCell>
          ))}
        </tr>
      </tfoot>
    </PlainTable>
  );
}

function Given({ line, today }: { line: ContestedLine | undefined; today: string }) {
  return line === undefined ? null : (
    <span className="grid gap-0.5">
      <Change before={line.stockBefore} after={line.stockAfter} />
      <span className="text-xs">
        <DayChange before={line.dateBefore} after={line.dateAfter} today={today} />
      </span>
    </span>
  );
}

/** `1 line gains, 1 loses; 1 comes later`. */
function sumOf({ totals }: ContestedSku): string {
  const count = (of: (total: ContestedSku["totals"][number]) => number) =>
    totals.reduce((sum, total) => sum + of(total), 0);
  const gain = count((total) => total.gain);
  const lose = count((total) => total.lose);
  const later = count((total) => total.later);
  return `${formatCount(gain, "line")} ${gain === 1 ? "gains" : "gain"}, ${lose} ${lose === 1 ? "loses" : "lose"}; ${later} ${later === 1 ? "comes" : "come"} later`;
}
