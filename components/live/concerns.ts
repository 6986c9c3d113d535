/** What a screen is told of: that something happened, and about what. */
type LiveEvent = {
  readonly type: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly orderId: string | null;
};

export type LiveBatch = {
  /** When it was told, by the clock of the server. */
  readonly atMs: number;
  /** Something may have been missed; everything shown is to be asked for again. */
  readonly isGap: boolean;
  readonly events: readonly LiveEvent[];
};

/** What a screen shows, so that it is not asked for again because of something else. */
export type Shown = {
  /** One order and nothing else. */
  readonly orderId?: string | undefined;
  /** Beginnings of event types: `shipment` or `sales_order.placed`. None: whatever happens. */
  readonly topics?: readonly string[] | undefined;
  /** It is as new as this moment, by the clock of the server; left out: it is being asked for. */
  readonly askedAtMs?: number | undefined;
};

/** Whether a screen that shows this has to look again. */
export function concerns(
  { isGap, events }: Omit<LiveBatch, "atMs">,
  { orderId, topics }: Shown,
): boolean {
  return (
    isGap ||
    events.some(
      (event) =>
        (orderId === undefined || event.orderId === orderId || event.subjectId === orderId) &&
        (topics === undefined ||
          topics.some((topic) => event.type === topic || event.type.startsWith(`${topic}.`))),
    )
  );
}
