import { Text } from "@react-email/components";
import { formatCount, formatDate, formatMoney, formatUnitPrice } from "@/components/format";
import type { ConfirmedItem, OrderConfirmation } from "@/server/oms/notifications/types";
import { LetterFrame } from "./layout";
import { dayText, Facts, ItemRow, orderFacts, Paragraph, TextLink, Title } from "./parts";
import { text } from "./theme";

const withPo = ({ orderNumber, customerPo }: OrderConfirmation) =>
  customerPo === null ? orderNumber : `${orderNumber} (your PO ${customerPo})`;

export const subjectOf = (letter: OrderConfirmation): string =>
  letter.isAwaitingApproval
    ? `Order ${withPo(letter)} was received and awaits approval`
    : `Order ${withPo(letter)} is confirmed`;

/** The order in one sentence: what comes when. */
function summaryOf(letter: OrderConfirmation): string {
  const later = letter.items.flatMap((item) => item.later);
  const laterUnits = later.reduce((sum, part) => sum + part.units, 0);
  if (laterUnits === 0) {
    return `Everything is available and arrives by ${dayText(letter.promise, letter.today)}.`;
  }
  if (letter.isShippedComplete) {
    return `${formatCount(laterUnits, "unit")} will be there later; all of it ships together and arrives ${dayText(letter.promise, letter.today)}.`;
  }
  const now = letter.items.some((item) => item.now.length > 0);
  const rest = now ? "What is available leaves first; " : "";
  const undated = later.some((part) => part.arrivesOn === null);
  return undated
    ? `${rest}${formatCount(laterUnits, "unit")} will follow, and we write again when their day is known.`
    : `${rest}${formatCount(laterUnits, "unit")} will follow by ${dayText(letter.promise, letter.today)}.`;
}

/** Per part of a line: what leaves now, what is kept for later, what ships later. */
function availabilityOf(item: ConfirmedItem, letter: OrderConfirmation): string[] {
  // An order that ships complete leaves in one go, and so do the components of a kit.
  const together = letter.isShippedComplete
    ? letter.items
    : letter.items.filter(({ kit }) => kit !== null && kit.group === item.kit?.group);
  const waits = together.some((each) => each.later.length > 0);
  return [
    ...item.now.map(({ units, shipsOn, arrivesOn }) =>
      waits
        ? `${units} available now, kept for you until the rest is there`
        : `${units} available now: leaves ${formatDate(shipsOn, letter.today)}, arrives ${dayText(arrivesOn, letter.today)}`,
    ),
    ...item.later.map(({ units, arrivesOn }) =>
      arrivesOn === null
        ? `${units} ships later: we write when the day is known`
        : letter.shipsRestWithNext && item.kit === null
          ? `${units} ships with your next order from there, and arrives ${formatDate(arrivesOn, letter.today)} at the latest`
          : `${units} ships later: arrives ${formatDate(arrivesOn, letter.today)}`,
    ),
  ];
}

export function OrderConfirmationMail({
  letter,
  seller,
}: {
  readonly letter: OrderConfirmation;
  readonly seller: string;
}) {
  const { items, currency, trackingUrl } = letter;
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading={letter.isAwaitingApproval ? "Your order awaits approval" : "Your order is confirmed"}
      action={{ label: "View the order", href: letter.orderUrl }}
    >
      <Paragraph>
        {letter.isAwaitingApproval
          ? "We received your order. It is above your spending limit, so an approver of your company was asked; nothing leaves before they agree. "
          : "Thank you for your order. "}
        {summaryOf(letter)}
      </Paragraph>
      <Facts
        rows={[
          ...orderFacts(letter),
          ["Placed by", letter.placedBy],
          ["Ship to", letter.shipTo.join(", ")],
        ]}
      />
      <Title>{formatCount(items.length, "line")}</Title>
      {items.map((item) => (
        <ItemRow
          key={item.lineId}
          item={item}
          aside={formatMoney(item.lineTotal, currency)}
          details={[
            ...(item.kit === null ? [`${formatUnitPrice(item.unitPriceE4, currency)} each`] : []),
            ...availabilityOf(item, letter),
          ]}
        />
      ))}
      <Text className="ink" style={{ ...text.section, padding: "8px 0 0" }}>
        Subtotal {formatMoney(letter.subtotal, currency)}
      </Text>
      {trackingUrl === null ? null : (
        <Paragraph>
          Whoever receives the goods can <TextLink href={trackingUrl}>follow the parcels</TextLink>{" "}
          without an account.
        </Paragraph>
      )}
    </LetterFrame>
  );
}
