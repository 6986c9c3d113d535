import { formatInstantExact, formatQuantity } from "@/components/format";
import { Ident } from "@/components/ui/figures";
import type { SkuHold } from "@/server/oms/inventory/queries-reservations";
import { inWords } from "./words";

/** Who has reserved, and until when. */
export function SkuHolds({ holds, zone }: { holds: readonly SkuHold[]; zone: string }) {
  return (
    <section id="holds" aria-label="Reserved by" className="mt-5">
      <h3 className="text-sm font-medium">Reserved by</h3>
      {holds.length === 0 ? (
        <p className="text-sm text-muted">Nobody holds any of it.</p>
      ) : (
        <ul className="mt-1 grid gap-1 text-sm">
          {holds.map((hold) => (
            <li key={hold.id} className="figures">
              {formatQuantity(hold.quantity)} at {hold.node}: {inWords(hold.owner)}{" "}
              <Ident>{hold.ref}</Ident>
              {hold.company === null ? "" : ` of ${hold.company}`}, until{" "}
              {formatInstantExact(hold.expiresAt, zone)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
