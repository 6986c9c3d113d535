import type { ShipToView } from "./types";

/** An address as it stands on a label, in the order of lines that its country's post reads. */
export function ShipTo({ to, className }: { to: ShipToView; className?: string }) {
  const place = [to.city, [to.region, to.postalCode].filter(Boolean).join(" ")]
    .filter(Boolean)
    .join(", ");
  return (
    <address className={className ?? "not-italic"}>
      <span className="block font-medium">{to.name}</span>
      <span className="block">{to.address1}</span>
      {to.address2 ? <span className="block">{to.address2}</span> : null}
      <span className="block">{place}</span>
      <span className="block text-muted">{to.country}</span>
    </address>
  );
}
