import { formatCount, formatDate } from "@/components/format";
import type { OrderDelivered } from "@/server/oms/notifications/types";
import { LetterFrame } from "./layout";
import { Facts, orderFacts, Paragraph, ParcelBlock, StillToCome } from "./parts";

const isComplete = ({ toCome }: OrderDelivered) => toCome.length === 0;

export const subjectOf = (letter: OrderDelivered): string =>
  isComplete(letter)
    ? `Order ${letter.orderNumber} was delivered`
    : `Part of order ${letter.orderNumber} was delivered`;

function summaryOf(letter: OrderDelivered): string {
  const parcels = formatCount(letter.parcels.length, "parcel");
  const arrived = `${parcels} arrived on ${formatDate(letter.deliveredOn, letter.today)}.`;
  return isComplete(letter) ? arrived : `${arrived} The rest of your order follows.`;
}

export function OrderDeliveredMail({
  letter,
  seller,
}: {
  readonly letter: OrderDelivered;
  readonly seller: string;
}) {
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading={isComplete(letter) ? "Your order was delivered" : "Part of your order was delivered"}
      action={{ label: "View the order", href: letter.orderUrl }}
    >
      <Paragraph>
        {summaryOf(letter)} If something is missing or damaged, reply to this mail.
      </Paragraph>
      <Facts rows={orderFacts(letter)} />
      {letter.parcels.map((parcel) => (
        <ParcelBlock key={parcel.position} parcel={parcel} of={letter.parcels.length} />
      ))}
      <StillToCome items={letter.toCome} today={letter.today} />
    </LetterFrame>
  );
}
