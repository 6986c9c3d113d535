/** Units at or below which a SKU is low, as far as somebody said so. */
export type LowPoints = {
  /** Of the SKU over all; null: none. */
  readonly own: number | null;
  /** Of one channel's number, by the channel's code. */
  readonly byChannel: Readonly<Record<string, number>>;
  /** What its category says for SKUs without a point; null: nothing. */
  readonly ofCategory: number | null;
};

export const NO_LOW_POINTS: LowPoints = { own: null, byChannel: {}, ofCategory: null };

/**
 * The point that counts for what a channel may sell of a SKU: the channel's own, else that of the SKU,
 * else that of its category.
 *
 * @param channelCode null: over all channels
 * @returns units; null when it is never called low
 */
export function decideLowPoint(
  { own, byChannel, ofCategory }: LowPoints,
  channelCode: string | null,
): number | null {
  const ofChannel = channelCode === null ? undefined : byChannel[channelCode];
  return ofChannel ?? own ?? ofCategory;
}

/** Whether a number is low: at its point or below it, and not out, which is another matter. */
export const isLow = (available: number, point: number | null): boolean =>
  point !== null && available > 0 && available <= point;
