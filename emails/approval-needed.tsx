import { formatCount, formatMoney } from "@/components/format";
import type { ApprovalNeeded } from "@/server/oms/notifications/types";
import { LetterFrame } from "./layout";
import { Facts, orderFacts, Paragraph } from "./parts";

export const subjectOf = ({ orderNumber, subtotal, currency }: ApprovalNeeded): string =>
  `Order ${orderNumber} over ${formatMoney(subtotal, currency)} needs your approval`;

function summaryOf(letter: ApprovalNeeded): string {
  const { placedBy, itemCount, subtotal, spendingLimit, currency } = letter;
  const order = `${placedBy} ordered ${formatCount(itemCount, "line")} for ${formatMoney(subtotal, currency)}`;
  return spendingLimit === null
    ? `${order}.`
    : `${order}, above the spending limit of ${formatMoney(spendingLimit, currency)}.`;
}

export function ApprovalNeededMail({
  letter,
  seller,
}: {
  readonly letter: ApprovalNeeded;
  readonly seller: string;
}) {
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading="An order waits for your approval"
      action={{ label: "Approve or decline", href: letter.orderUrl }}
    >
      <Paragraph>
        {summaryOf(letter)} The goods are kept for it; nothing leaves before you decide.
      </Paragraph>
      <Facts rows={orderFacts(letter)} />
    </LetterFrame>
  );
}
