import { formatMoney } from "@/components/format";
import type { CreditMemoLetter } from "@/server/oms/notifications/types";
import { CREDIT_REASON_WORDS } from "@/server/oms/orders/decide-credit";
import { LetterFrame } from "./layout";
import { Facts, orderFacts, Paragraph } from "./parts";

export const subjectOf = ({ orderNumber, number, reverses }: CreditMemoLetter): string =>
  reverses === null
    ? `Credit ${number} for order ${orderNumber}`
    : `Credit ${reverses} for order ${orderNumber} was taken back`;

const summaryOf = (letter: CreditMemoLetter): string => {
  const { orderNumber, reverses, amount, currency } = letter;
  const money = formatMoney(amount, currency);
  return reverses === null
    ? `We credited ${money} of order ${orderNumber}. Nothing is left for you to do.`
    : `We took back ${money} of credit ${reverses} for order ${orderNumber}.`;
};

export function CreditMemoMail({
  letter,
  seller,
}: {
  readonly letter: CreditMemoLetter;
  readonly seller: string;
}) {
  const { number, reverses, reason, note, amount, owed, currency } = letter;
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading={reverses === null ? "Your credit" : "A credit was taken back"}
      action={{ label: "View the order", href: letter.orderUrl }}
    >
      <Paragraph>{summaryOf(letter)}</Paragraph>
      <Facts
        rows={[
          ...orderFacts(letter),
          ["Credit memo", number],
          ["Takes back", reverses],
          ["Amount", formatMoney(reverses === null ? amount : -amount, currency)],
          ["For", CREDIT_REASON_WORDS[reason]],
          ["Note", note],
          ["The order comes to", formatMoney(owed, currency)],
        ]}
      />
    </LetterFrame>
  );
}
