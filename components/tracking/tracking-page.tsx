import type { ReactNode } from "react";
import { Mark } from "@/components/shell/mark";
import type { TrackedOrder } from "@/server/oms/notifications/types";
import { headlineOf } from "./headline";
import { ParcelCard, StillToCome } from "./parcel-card";
import { TRACKING_STYLE } from "./stylesheet";

type SheetProps = {
  readonly seller: string;
  readonly title: string;
  /** The page asks for itself again after so many seconds. */
  readonly retrySeconds?: number;
  /** Where the skip link leads. */
  readonly content?: string;
  readonly children: ReactNode;
};

/** A whole document: style inside, no script, nothing from anywhere else. */
export function Sheet({
  seller,
  title,
  retrySeconds,
  content = "the parcels",
  children,
}: SheetProps) {
  return (
    <html lang="en">
      {/* biome-ignore lint/style/noHeadElement: no page of Next, but a document of its own */}
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        {retrySeconds === undefined ? null : (
          <meta httpEquiv="refresh" content={String(retrySeconds)} />
        )}
        <title>{`${title} · ${seller}`}</title>
        <link rel="icon" href="data:," />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant; as a child, React would escape its quotes */}
        <style dangerouslySetInnerHTML={{ __html: TRACKING_STYLE }} />
      </head>
      <body>
        <a className="skip" href="#main">
          Skip to {content}
        </a>
        <header className="top">
          <div className="column">
            <Mark />
            {seller}
          </div>
        </header>
        <main id="main" className="column">
          {children}
        </main>
      </body>
    </html>
  );
}

/** Where an order's parcels are, for whoever holds its link. */
export function TrackingPage({
  seller,
  order,
}: {
  readonly seller: string;
  readonly order: TrackedOrder;
}) {
  const { parcels, toCome, today } = order;
  const headline = headlineOf(order);
  const place = [order.city, order.postalPrefix && `${order.postalPrefix}…`, order.country]
    .filter(Boolean)
    .join(", ");
  return (
    <Sheet seller={seller} title={headline}>
      <div>
        <h1>{headline}</h1>
        <p className="muted">
          Order <span className="ident">{order.number}</span> to {place}
        </p>
      </div>
      {awaitedFirst(parcels).map((parcel) => (
        <ParcelCard key={parcel.position} parcel={parcel} of={parcels.length} today={today} />
      ))}
      {toCome.length === 0 ? null : <StillToCome toCome={toCome} today={today} />}
      <p className="small muted">
        Times are those of the place that a parcel left. Something is wrong? Reply to any mail that
        you got from {seller} about this order.
      </p>
    </Sheet>
  );
}

/** Whoever opens the page waits for something; what has arrived stands below, under its own number. */
const awaitedFirst = (parcels: TrackedOrder["parcels"]) =>
  [...parcels].sort((a, b) => Number(a.status === "delivered") - Number(b.status === "delivered"));

/** One answer for a link that never was, was ended, or ran out. */
export function LinkNotValid({ seller }: { readonly seller: string }) {
  return (
    <Sheet seller={seller} title="This link is not valid">
      <h1>This link is not valid</h1>
      <p>
        It may have been cut off on its way to you, it may have been ended, or the order was
        delivered more than 90 days ago. Please use the whole link from the mail that you got, or
        ask whoever sent it to you for a new one.
      </p>
    </Sheet>
  );
}

export function TooManyTries({
  seller,
  waitSeconds,
}: {
  readonly seller: string;
  readonly waitSeconds: number;
}) {
  const minutes = Math.ceil(waitSeconds / 60);
  return (
    <Sheet seller={seller} title="Too many tries">
      <h1>Too many tries</h1>
      <p>
        Many links that are not valid were asked for from your network. Please try again in{" "}
        {minutes === 1 ? "a minute" : `${minutes} minutes`}.
      </p>
    </Sheet>
  );
}

/** Our fault and not the link's; the page comes back by itself. */
export function TrackingUnavailable({
  seller,
  retrySeconds,
}: {
  readonly seller: string;
  readonly retrySeconds: number;
}) {
  return (
    <Sheet seller={seller} title="Tracking is unavailable" retrySeconds={retrySeconds}>
      <h1>Tracking is unavailable for a moment</h1>
      <p>
        Your link is all right; we cannot look it up just now. This page tries again by itself in{" "}
        {retrySeconds} seconds.
      </p>
      <form>
        <button type="submit">Try again now</button>
      </form>
    </Sheet>
  );
}
