import {
  formatCount,
  formatDate,
  formatInstant,
  formatInstantExact,
  formatQuantity,
  preorderText,
} from "@/components/format";
import { statusLook } from "@/components/status";
import { Glyph } from "@/components/ui/glyph";
import type {
  Milestone,
  MilestoneName,
  TrackedItem,
  TrackedOrder,
  TrackedParcel,
} from "@/server/oms/notifications/types";
import { parcelSentence } from "./headline";

const STEP: Readonly<Record<MilestoneName, string>> = {
  label_ready: "Label ready",
  with_carrier: "With the carrier",
  out_for_delivery: "Out for delivery",
  delivered: "Delivered",
};

type Zoned = { readonly at: Date; readonly zone: string; readonly today: string };

function At({ at, zone, today }: Zoned) {
  return (
    <time className="figures" dateTime={at.toISOString()} title={formatInstantExact(at, zone)}>
      {formatInstant(at, zone, today)}
    </time>
  );
}

function Steps({
  milestones,
  zone,
  today,
}: {
  readonly milestones: readonly Milestone[];
  readonly zone: string;
  readonly today: string;
}) {
  return (
    <ol className="steps" aria-label="Steps">
      {milestones.map(({ name, isReached, at }, index) => {
        const isPassed = milestones[index + 1]?.isReached === true;
        const look = [isReached && "reached", isPassed && "passed"].filter(Boolean).join(" ");
        return (
          <li key={name} className={look} {...(isReached ? {} : { "data-open": "" })}>
            {STEP[name]}
            {at === null ? null : <At at={at} zone={zone} today={today} />}
          </li>
        );
      })}
    </ol>
  );
}

function Items({
  items,
  today,
}: {
  readonly items: readonly TrackedItem[];
  readonly today: string;
}) {
  return (
    <ul className="items">
      {items.map(({ description, units, unit, comesOutOn }) => (
        <li key={`${description} ${units}`}>
          <span className="count figures">
            {formatQuantity(units, unit === "each" ? undefined : unit)} ×
          </span>
          <span>
            {description}
            {comesOutOn === undefined ? null : (
              <span className="small muted"> {preorderText(comesOutOn, today)}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Checkpoints({
  parcel,
  today,
}: {
  readonly parcel: TrackedParcel;
  readonly today: string;
}) {
  return (
    <details className="small">
      <summary>{formatCount(parcel.checkpoints.length, "checkpoint")}</summary>
      <ol className="checkpoints" reversed>
        {parcel.checkpoints.map(({ at, status, place }) => (
          <li key={`${at.toISOString()} ${status} ${place}`}>
            <span className="muted">
              <At at={at} zone={parcel.timeZone} today={today} />
            </span>
            <span>
              {statusLook("tracking", status, "customer").word}
              {place === "" ? null : <span className="muted">, {place}</span>}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** One parcel: where it is, how far it came, what is in it. */
export function ParcelCard({
  parcel,
  of,
  today,
}: {
  readonly parcel: TrackedParcel;
  readonly of: number;
  readonly today: string;
}) {
  const { word, tone, glyph } = statusLook("tracking", parcel.status, "customer");
  const name = of === 1 ? "Your parcel" : `Parcel ${parcel.position} of ${of}`;
  const id = `parcel-${parcel.position}`;
  return (
    <article className="sheet" aria-labelledby={id}>
      <header className="head">
        <h2 id={id}>{name}</h2>
        <span className={`badge tone-${tone}`}>
          <Glyph name={glyph} tone={tone} />
          {word}
        </span>
      </header>
      <div>
        <p className="lead">{parcelSentence(parcel, today)}</p>
        <p className="small muted">
          {parcel.carrier}{" "}
          {parcel.trackingNumber === null ? null : (
            <span className="ident">{parcel.trackingNumber}</span>
          )}
        </p>
      </div>
      <Steps milestones={parcel.milestones} zone={parcel.timeZone} today={today} />
      <Items items={parcel.items} today={today} />
      {parcel.checkpoints.length === 0 ? null : <Checkpoints parcel={parcel} today={today} />}
    </article>
  );
}

/** What has no parcel yet, by the day on which it comes. */
export function StillToCome({
  toCome,
  today,
}: {
  readonly toCome: TrackedOrder["toCome"];
  readonly today: string;
}) {
  return (
    <section className="sheet" aria-labelledby="to-come">
      <header className="head">
        <h2 id="to-come">Still to come</h2>
      </header>
      {toCome.map(({ arrivesOn, items }) => (
        <div key={arrivesOn ?? "undated"}>
          <p className="lead">
            {arrivesOn === null
              ? "The day is not known yet"
              : arrivesOn < today
                ? `Later than ${formatDate(arrivesOn, today)}, the day that was expected`
                : `Arriving ${formatDate(arrivesOn, today)}`}
          </p>
          <Items items={items} today={today} />
        </div>
      ))}
    </section>
  );
}
