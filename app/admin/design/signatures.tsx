import { PromiseChip } from "@/components/signature/promise-chip";
import { QuantityBar } from "@/components/signature/quantity-bar";
import { WhyLine } from "@/components/signature/why-line";
import { DefinitionList } from "@/components/ui/definition-list";
import { Pair, Section } from "./section";

const TODAY = "2026-11-22";

const DERIVATION = [
  { label: "Stock", value: "26 at Reno, free now" },
  { label: "Ready", value: "Mon 23 Nov, 1 working day" },
  { label: "Leaves", value: "Mon 23 Nov 15:00, ground cut-off at Reno" },
  { label: "Transit", value: "1 day, zone 3" },
];

const BARS = [
  [
    "Delivered",
    {
      ordered: 40,
      shipped: 40,
      released: 0,
      allocated: 0,
      backordered: 0,
      cancelled: 0,
      delivered: 40,
    },
  ],
  [
    "Under way",
    {
      ordered: 40,
      shipped: 12,
      released: 8,
      allocated: 6,
      backordered: 14,
      cancelled: 0,
      delivered: 4,
    },
  ],
  [
    "Part cancelled",
    { ordered: 24, shipped: 0, released: 0, allocated: 16, backordered: 0, cancelled: 8 },
  ],
  [
    "Backordered",
    { ordered: 6, shipped: 0, released: 0, allocated: 0, backordered: 6, cancelled: 0 },
  ],
  [
    "Not allocated yet",
    { ordered: 10, shipped: 0, released: 0, allocated: 4, backordered: 0, cancelled: 0 },
  ],
] as const;

export function Signatures() {
  return (
    <Section
      id="signatures"
      title="Signatures"
      lead="Where the units are, when they arrive, and why it was decided so."
    >
      <Pair>
        <div className="grid gap-4">
          {BARS.map(([label, buckets]) => (
            <div key={label} className="grid grid-cols-[7rem_1fr] items-start gap-4">
              <span className="-mt-1 text-muted">{label}</span>
              <QuantityBar buckets={buckets} unit="ea" />
            </div>
          ))}
        </div>
        <div className="mt-6 flex flex-wrap items-center gap-2">
          <PromiseChip date="2026-11-24" state="firm" derivation={DERIVATION} today={TODAY} />
          <PromiseChip date="2026-12-02" state="expected" today={TODAY} />
          <PromiseChip
            date="2026-11-26"
            original="2026-11-24"
            state="at_risk"
            derivation={DERIVATION}
            today={TODAY}
          />
          <PromiseChip date="2026-11-20" original="2026-11-17" state="missed" today={TODAY} />
          <PromiseChip date={null} state="unknown" today={TODAY} />
          <PromiseChip date="2026-11-24" state="firm" audience="customer" today={TODAY} />
        </div>
        <div className="mt-6 grid gap-3">
          <WhyLine sentence="Reno ships all 40: Dallas lacked 14 after its 10-unit web buffer; splitting would have added $18.40 and no speed.">
            <DefinitionList
              items={[
                { term: "Reno", description: "40 free, 412 km, $31.20, arrives Tue 24 Nov" },
                { term: "Dallas", description: "26 free after buffer, excluded: line complete" },
              ]}
            />
          </WhyLine>
          <WhyLine sentence="Held for credit: $2,140.00 over the limit of $25,000.00." />
        </div>
      </Pair>
    </Section>
  );
}
