/** The only source of the present. Tests and the demo world hold one that they set. */
export type Clock = { readonly now: () => Date };

export const systemClock: Clock = { now: () => new Date() };
