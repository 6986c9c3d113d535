import Link from "next/link";
import { formatQuantity } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { PlainCell, PlainTable } from "./plain-table";

export type AvailabilityStepRow = {
  readonly id: string;
  readonly label: string;
  /** What it adds or, negative, takes. */
  readonly units: number;
  readonly left: number;
  /** The rows behind it. */
  readonly href: string;
};

const COLUMNS = [
  { header: "Step" },
  { header: "Units", align: "right" },
  { header: "Left", align: "right" },
  { header: "What is left", hidden: true },
] as const;

/** From what is there to what a channel may sell: each step with what it takes and what it leaves. */
export function AvailabilitySteps({
  rows,
  result,
}: {
  rows: readonly AvailabilityStepRow[];
  /** What the last number is. */
  result: string;
}) {
  const most = Math.max(1, ...rows.map(({ left, units }) => left + Math.max(0, -units)));
  return (
    <PlainTable label="How the number comes about" columns={COLUMNS}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <PlainCell isHead className="w-full">
              <Link className="link" href={row.href} prefetch={false}>
                {row.label}
              </Link>
            </PlainCell>
            <PlainCell align="right" className={cn(row.units === 0 && "text-subtle")}>
              {signed(row.units)}
            </PlainCell>
            <PlainCell align="right">{formatQuantity(row.left)}</PlainCell>
            <PlainCell>
              <StepBar {...row} most={most} />
            </PlainCell>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <PlainCell isHead className="font-medium">
            {result}
          </PlainCell>
          <PlainCell />
          <PlainCell align="right" className="font-medium">
            {formatQuantity(rows.at(-1)?.left ?? 0)}
          </PlainCell>
          <PlainCell />
        </tr>
      </tfoot>
    </PlainTable>
  );
}

const signed = (units: number) =>
  units < 0 ? `−${formatQuantity(-units)}` : formatQuantity(units);

/** What is left, and beside it what the step took. */
function StepBar({ units, left, most }: { units: number; left: number; most: number }) {
  const percent = (part: number) => `${(Math.max(0, part) / most) * 100}%`;
  return (
    <svg
      aria-hidden="true"
      width="100%"
      height="6"
      className="block w-20 overflow-hidden rounded-[1px] bg-neutral-bg sm:w-28"
    >
      <rect width={percent(left)} height={6} className="fill-success-dot" />
      <rect x={percent(left)} width={percent(-units)} height={6} className="fill-progress-dot/45" />
    </svg>
  );
}
