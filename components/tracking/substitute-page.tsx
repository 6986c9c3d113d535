import { formatDate, formatMoney, formatQuantity, formatUnitPrice } from "@/components/format";
import type { AskedSubstitute } from "@/server/oms/backorders/queries";
import { Sheet } from "./tracking-page";

/** Why an acceptance could not be taken: what was offered is gone, or the order cannot be changed now. */
export type Refused = "gone" | "paused";

type Props = {
  readonly seller: string;
  readonly consent: AskedSubstitute;
  readonly requestKey: string;
  readonly refused?: Refused | undefined;
};

/** Another item instead of what waits, asked of whoever holds the link: accept it, or keep waiting. */
export function SubstitutePage({ seller, consent, requestKey, refused }: Props) {
  const { number, state, answerBy, items, currency, isThere } = consent;
  const isGone = state === "asked" && (!isThere || refused === "gone");
  const title = isGone ? "It is not there any more" : HEADLINES[state];
  return (
    <Sheet seller={seller} title={title} content="the question">
      <div>
        <h1>{title}</h1>
        <p className="muted">
          Order <span className="ident">{number}</span>
        </p>
      </div>
      {state !== "asked" ? (
        <p className="lead">{OUTCOMES[state]}</p>
      ) : (
        <>
          <p className="lead" role={refused === undefined ? undefined : "alert"}>
            {isGone
              ? "What we offered was sold in the meantime, or is not to be had at that price. Nothing of your order was changed: what you ordered goes on waiting."
              : refused === "paused"
                ? "Your order cannot be changed at this moment, and nothing of it was changed. Please try again later, or ask us."
                : `Part of your order has to wait. Please tell us by ${formatDate(answerBy.toISOString().slice(0, 10))} whether you take another item instead. Without an answer, what you ordered goes on waiting.`}
          </p>
          {items.map((item) => (
            <section
              className="sheet"
              aria-label={`Instead of ${item.asked.sku}`}
              key={item.lineId}
            >
              <Row
                title="You ordered"
                count={item.asked.units}
                item={item.asked}
                currency={currency}
                day={
                  item.asked.arrivesOn === null
                    ? "on a day that we do not know yet"
                    : formatDate(item.asked.arrivesOn)
                }
              />
              <Row
                title="We could send instead"
                count={item.quantity}
                item={item}
                currency={currency}
                day={`about ${formatDate(item.arrivesOn)}`}
              />
              <p>{costText(item.moreMinor, currency)}</p>
            </section>
          ))}
          <form method="post" className="actions">
            <input type="hidden" name="about" value="another_sku" />
            <input type="hidden" name="key" value={requestKey} />
            {isGone ? null : (
              <button type="submit" name="answer" value="accept">
                Take it instead
              </button>
            )}
            <button type="submit" name="answer" value="decline" className="plain">
              Keep waiting for what I ordered
            </button>
          </form>
        </>
      )}
    </Sheet>
  );
}

type RowProps = {
  readonly title: string;
  readonly count: number;
  readonly item: {
    readonly sku: string;
    readonly description: string;
    readonly unitPriceE4: number;
  };
  readonly currency: string;
  readonly day: string;
};

const Row = ({ title, count, item, currency, day }: RowProps) => (
  <div>
    <h2>{title}</h2>
    <p className="figures">
      {formatQuantity(count)} × {item.description} <span className="ident">{item.sku}</span>
    </p>
    <p className="muted figures">
      {formatUnitPrice(item.unitPriceE4, currency)} each, arrives {day}
    </p>
  </div>
);

const costText = (moreMinor: number, currency: string): string =>
  moreMinor === 0
    ? "It costs as much as what you ordered."
    : `It costs ${formatMoney(Math.abs(moreMinor), currency)} ${moreMinor > 0 ? "more" : "less"} than what you ordered, never more than that.`;

const HEADLINES: Record<AskedSubstitute["state"], string> = {
  asked: "Will you take another item instead?",
  accepted: "Your order was changed",
  declined: "What you ordered goes on waiting",
  withdrawn: "There is nothing to answer any more",
  lapsed: "There is nothing to answer any more",
};

const OUTCOMES: Record<Exclude<AskedSubstitute["state"], "asked">, string> = {
  accepted: "Thank you. The new item is on its way into your order; a mail says when it arrives.",
  declined: "Thank you for telling us. We send it as soon as it is there.",
  withdrawn: "Your order does not need the answer any more, and stays as it is.",
  lapsed: "The time to answer is over, and what you ordered goes on waiting.",
};
