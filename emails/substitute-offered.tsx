import { formatDate, formatMoney, formatQuantity, formatUnitPrice } from "@/components/format";
import type { SubstituteOffered } from "@/server/oms/notifications/types";
import { LetterFrame } from "./layout";
import { dayText, Facts, ItemRow, orderFacts, Paragraph, Title } from "./parts";

type Item = SubstituteOffered["items"][number];

export const subjectOf = ({ orderNumber }: SubstituteOffered): string =>
  `Order ${orderNumber}: will you take another item instead?`;

const summaryOf = ({ items }: SubstituteOffered): string =>
  items.length === 1
    ? "Part of your order has to wait. We have an item that stands in for it, and ask whether you would take it instead."
    : "Parts of your order have to wait. We have items that stand in for them, and ask whether you would take those instead.";

/** What it costs against what was ordered. */
const moreText = ({ moreMinor }: Item, currency: string): string =>
  moreMinor === 0
    ? "as much as what you ordered"
    : `${formatMoney(Math.abs(moreMinor), currency)} ${moreMinor > 0 ? "more" : "less"} than what you ordered`;

export function SubstituteOfferedMail({
  letter,
  seller,
}: {
  readonly letter: SubstituteOffered;
  readonly seller: string;
}) {
  const { items, currency, answerBy, today, url } = letter;
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading="Another item instead?"
      action={{ label: "Accept or decline", href: url }}
    >
      <Paragraph>{summaryOf(letter)}</Paragraph>
      <Paragraph>
        {`Please tell us by ${formatDate(answerBy, today)}. No account is needed. If we do not hear from you, or you decline, what you ordered goes on waiting. The offer holds as long as stock lasts.`}
      </Paragraph>
      <Facts rows={orderFacts(letter)} />
      {items.map((item) => (
        <Offer key={item.lineId} item={item} currency={currency} today={today} />
      ))}
    </LetterFrame>
  );
}

function Offer({
  item,
  currency,
  today,
}: {
  readonly item: Item;
  readonly currency: string;
  readonly today: SubstituteOffered["today"];
}) {
  const { asked, lineId } = item;
  const row = { lineId, customerPart: null, kit: null };
  return (
    <>
      <Title>You ordered</Title>
      <ItemRow
        item={{ ...row, ...asked, skuCode: asked.sku }}
        details={[
          `${formatUnitPrice(asked.unitPriceE4, currency)} each, arrives ${dayText(asked.arrivesOn, today)}`,
        ]}
      />
      <Title>We could send instead</Title>
      <ItemRow
        item={{ ...row, ...item, units: item.quantity, skuCode: item.sku }}
        details={[
          `${formatUnitPrice(item.unitPriceE4, currency)} each: ${formatQuantity(item.quantity)} cost ${moreText(item, currency)}`,
          `Arrives about ${dayText(item.arrivesOn, today)}`,
        ]}
      />
    </>
  );
}
