import { formatCount, formatDate } from "@/components/format";
import type { ShipmentSent } from "@/server/oms/notifications/types";
import { LetterFrame } from "./layout";
import { Facts, orderFacts, Paragraph, ParcelBlock, StillToCome } from "./parts";

export function subjectOf({ orderNumber, parcels, toCome }: ShipmentSent): string {
  const what = parcels.length === 1 ? "A parcel" : formatCount(parcels.length, "parcel");
  const verb = parcels.length === 1 ? "is" : "are";
  return toCome.length === 0
    ? `${what} of order ${orderNumber} ${verb} on the way`
    : `${what} of order ${orderNumber} ${verb} on the way, more will follow`;
}

function summaryOf({ parcels, arrivesOn, today, toCome }: ShipmentSent): string {
  const who = parcels.length === 1 ? "It is" : "They are";
  const when = arrivesOn === null ? "" : ` ${who} expected ${formatDate(arrivesOn, today)}.`;
  const rest = toCome.length === 0 ? "" : " The rest of your order follows.";
  return `We handed ${formatCount(parcels.length, "parcel")} to the carrier.${when}${rest}`;
}

export function ShipmentSentMail({
  letter,
  seller,
}: {
  readonly letter: ShipmentSent;
  readonly seller: string;
}) {
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading={letter.parcels.length === 1 ? "A parcel is on the way" : "Parcels are on the way"}
      action={{ label: "Follow the parcels", href: letter.trackingUrl ?? letter.orderUrl }}
    >
      <Paragraph>{summaryOf(letter)}</Paragraph>
      <Facts rows={orderFacts(letter)} />
      {letter.parcels.map((parcel) => (
        <ParcelBlock key={parcel.position} parcel={parcel} of={letter.parcels.length} />
      ))}
      <StillToCome items={letter.toCome} today={letter.today} />
    </LetterFrame>
  );
}
