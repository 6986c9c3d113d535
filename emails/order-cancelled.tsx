import type { OrderCancelled } from "@/server/oms/notifications/types";
import { LetterFrame } from "./layout";
import { Facts, ItemRow, orderFacts, Paragraph, Title } from "./parts";

const ENDED = {
  cancelled: { word: "was cancelled", what: "Nothing more of it will be shipped or charged." },
  not_approved: {
    word: "was not approved",
    what: "An approver of your company declined it, so nothing will be shipped or charged.",
  },
} as const;

export const subjectOf = ({ orderNumber, why }: OrderCancelled): string =>
  `Order ${orderNumber} ${ENDED[why].word}`;

const summaryOf = ({ orderNumber, why }: OrderCancelled): string =>
  `Order ${orderNumber} ${ENDED[why].word}. ${ENDED[why].what}`;

export function OrderCancelledMail({
  letter,
  seller,
}: {
  readonly letter: OrderCancelled;
  readonly seller: string;
}) {
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading={`Your order ${ENDED[letter.why].word}`}
      action={{ label: "View the order", href: letter.orderUrl }}
    >
      <Paragraph>{summaryOf(letter)}</Paragraph>
      <Facts rows={[...orderFacts(letter), ["Reason", letter.reason]]} />
      <Title>What it held</Title>
      {letter.items.map((item) => (
        <ItemRow key={item.lineId} item={item} />
      ))}
    </LetterFrame>
  );
}
