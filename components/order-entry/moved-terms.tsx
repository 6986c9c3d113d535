import { formatDate, formatUnitPrice } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { Ident } from "@/components/ui/figures";
import type { MovedTerm } from "./mapping";

export type MovedTermsProps = {
  moved: readonly MovedTerm[];
  currency: string;
  today: string;
};

/** What is no longer as it was shown, line by line: from what to what. */
export function MovedTerms({ moved, currency, today }: MovedTermsProps) {
  const price = (e4: number | null) => (e4 === null ? "no price" : formatUnitPrice(e4, currency));
  const day = (date: string | null) => (date === null ? "no date" : formatDate(date, today));
  return (
    <Callout
      tone="warning"
      title="Prices or dates moved since you saw them. Nothing was ordered yet."
    >
      <ul className="figures">
        {moved.map(({ code, price: priced, date }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a SKU may stand on several lines.
          <li key={at}>
            <Ident>{code}</Ident>
            {priced ? ` costs ${price(priced.to)} instead of ${price(priced.from)}` : ""}
            {priced && date ? ", and" : ""}
            {date ? ` arrives ${day(date.to)} instead of ${day(date.from)}` : ""}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
