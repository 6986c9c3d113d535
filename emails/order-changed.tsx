import { formatMoney } from "@/components/format";
import type { OrderChanged } from "@/server/oms/notifications/types";
import { LetterFrame } from "./layout";
import { dayText, Facts, ItemRow, orderFacts, Paragraph, Title } from "./parts";

export const subjectOf = ({ orderNumber }: OrderChanged): string =>
  `Order ${orderNumber} was changed`;

const summaryOf = (letter: OrderChanged): string =>
  letter.promise === null
    ? `Order ${letter.orderNumber} was changed. Some units have no date yet; we write as soon as there is one.`
    : `Order ${letter.orderNumber} was changed. Everything arrives by ${dayText(letter.promise, letter.today)}.`;

export function OrderChangedMail({
  letter,
  seller,
}: {
  readonly letter: OrderChanged;
  readonly seller: string;
}) {
  const { valueBefore, valueAfter, currency } = letter;
  const goods =
    valueBefore === valueAfter
      ? formatMoney(valueAfter, currency)
      : `${formatMoney(valueAfter, currency)}, before ${formatMoney(valueBefore, currency)}`;
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading="Your order was changed"
      action={{ label: "View the order", href: letter.orderUrl }}
    >
      <Paragraph>{summaryOf(letter)}</Paragraph>
      <Facts rows={[...orderFacts(letter), ["Goods", goods]]} />
      <Title>What changed</Title>
      {letter.changes.map((change) => (
        <Paragraph key={change}>{change}</Paragraph>
      ))}
      {letter.items.length === 0 ? null : <Title>Still to come</Title>}
      {letter.items.map((item) => (
        <ItemRow
          key={`${item.lineId} ${item.arrivesOn}`}
          item={item}
          details={[`Arrives ${dayText(item.arrivesOn, letter.today)}`]}
        />
      ))}
    </LetterFrame>
  );
}
