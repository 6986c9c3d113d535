import { formatDate, formatQuantity } from "@/components/format";
import { SILENCE_WORDS } from "@/components/orders/silence-words";
import type { AskedConsent } from "@/server/oms/backorders/queries";
import { Sheet } from "./tracking-page";

type Props = {
  readonly seller: string;
  readonly consent: AskedConsent;
  /** The reader's request as one: answered twice, it counts once. */
  readonly requestKey: string;
};

/** A later date, asked of whoever holds the link: accept it, or cancel what comes later. */
export function ConsentPage({ seller, consent, requestKey }: Props) {
  const { number, state, agreed, proposed, answerBy, silence, items } = consent;
  const title = HEADLINES[state];
  return (
    <Sheet seller={seller} title={title} content="the question">
      <div>
        <h1>{title}</h1>
        <p className="muted">
          Order <span className="ident">{number}</span>
        </p>
      </div>
      {state === "asked" ? (
        <>
          <p className="lead">
            {`Part of your order arrives ${formatDate(proposed)} instead of ${formatDate(agreed)}. Please tell us by ${formatDate(answerBy.toISOString().slice(0, 10))} whether you wait for it. If we do not hear from you, ${SILENCE_WORDS[silence]}.`}
          </p>
          <section className="sheet" aria-label="What comes later">
            <ul className="items">
              {items.map((item) => (
                <li key={`${item.description} ${item.date}`}>
                  <span className="count figures">{formatQuantity(item.units)}</span>
                  <span>
                    {item.description}
                    {item.date === null ? "" : `, ${formatDate(item.date)}`}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <form method="post" className="actions">
            <input type="hidden" name="proposed" value={proposed} />
            <input type="hidden" name="key" value={requestKey} />
            <button type="submit" name="answer" value="accept">
              Accept the new date
            </button>
            <button type="submit" name="answer" value="cancel" className="plain">
              Cancel what comes later
            </button>
          </form>
        </>
      ) : (
        <p className="lead">{OUTCOMES[state](formatDate(proposed))}</p>
      )}
    </Sheet>
  );
}

const HEADLINES: Record<AskedConsent["state"], string> = {
  asked: "Do you accept the new date?",
  accepted: "The new date is accepted",
  declined: "What came later is cancelled",
  withdrawn: "There is nothing to answer any more",
  lapsed: "There is nothing to answer any more",
};

const OUTCOMES: Record<Exclude<AskedConsent["state"], "asked">, (day: string) => string> = {
  accepted: (day) => `Thank you. We deliver ${day}.`,
  declined: () => "The rest of your order is not affected.",
  withdrawn: () => "The date moved back: your order arrives when it was promised.",
  lapsed: () => "The time to answer is over, and the order stays as it is.",
};
