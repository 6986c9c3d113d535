import { formatDate } from "@/components/format";
import type { PromiseChanged } from "@/server/oms/notifications/types";
import { LetterFrame } from "./layout";
import { dayText, Facts, ItemRow, orderFacts, Paragraph, TextLink, Title } from "./parts";

type Item = PromiseChanged["items"][number];
type Question = NonNullable<PromiseChanged["question"]>;

const isLater = ({ arrivesOn, firstPromised }: Item) =>
  firstPromised !== null && (arrivesOn === null || arrivesOn > firstPromised);

export const subjectOf = (letter: PromiseChanged): string =>
  letter.question !== null
    ? `Order ${letter.orderNumber}: do you accept the new date?`
    : letter.items.some(isLater)
      ? `Order ${letter.orderNumber}: some goods arrive later than promised`
      : `Order ${letter.orderNumber}: new delivery dates`;

function summaryOf(letter: PromiseChanged): string {
  if (!letter.items.some(isLater)) {
    return "The delivery dates of your order changed; nothing comes later than first promised.";
  }
  return "We cannot keep the date that we promised first for part of your order, and are sorry for it. These are the dates as we know them now.";
}

const SILENCE = {
  accept: "the new dates stand as accepted",
  cancel: "what comes later is cancelled",
  keep: "the order stays as it is",
} as const;

const questionOf = ({ answerBy, silence }: Question, today: PromiseChanged["today"]): string =>
  `Do you wait for it? Please tell us by ${formatDate(answerBy, today)} whether you accept the new dates or cancel what comes later. No account is needed. If we do not hear from you, ${SILENCE[silence]}.`;

/** A day, and what it replaces. */
function dateChangeOf(item: Item, letter: PromiseChanged): string {
  const now = `Arrives ${dayText(item.arrivesOn, letter.today)}`;
  return item.firstPromised === null || item.firstPromised === item.arrivesOn
    ? now
    : `${now}, first promised for ${formatDate(item.firstPromised, letter.today)}`;
}

export function PromiseChangedMail({
  letter,
  seller,
}: {
  readonly letter: PromiseChanged;
  readonly seller: string;
}) {
  const { trackingUrl } = letter;
  return (
    <LetterFrame
      about={letter}
      seller={seller}
      preview={summaryOf(letter)}
      heading="New delivery dates"
      action={
        letter.question === null
          ? { label: "View the order", href: letter.orderUrl }
          : { label: "Accept or cancel", href: letter.question.url }
      }
    >
      <Paragraph>{summaryOf(letter)}</Paragraph>
      {letter.question === null ? null : (
        <Paragraph>{questionOf(letter.question, letter.today)}</Paragraph>
      )}
      <Facts rows={orderFacts(letter)} />
      <Title>Still to come</Title>
      {letter.items.map((item) => (
        <ItemRow
          key={`${item.lineId} ${item.arrivesOn}`}
          item={item}
          details={[dateChangeOf(item, letter)]}
        />
      ))}
      {trackingUrl === null ? null : (
        <Paragraph>
          What has left already: <TextLink href={trackingUrl}>follow the parcels</TextLink>
        </Paragraph>
      )}
    </LetterFrame>
  );
}
