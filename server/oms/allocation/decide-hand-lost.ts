/** Where a line stands after units of it could not stay where a person had placed them. */
export type HandLost = {
  readonly number: string;
  readonly sku: string;
  readonly node: string;
  readonly units: number;
  /** What took them from there, as the end of a sentence. */
  readonly why: string;
  readonly standing: readonly { readonly node: string; readonly units: number }[];
  readonly waiting: number;
  readonly cancelled: number;
};

/** What became of units that were placed by hand, in numbers of the whole line. */
export function handLostSentence(lost: HandLost): string {
  const { number, sku, node, units, why, standing, waiting, cancelled } = lost;
  const now = [
    ...standing.map((part) => `${part.units} at ${part.node}`),
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? "waits" : "wait"}`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
  ];
  return `${number}: ${units} × ${sku} placed by hand at ${node} could not stay (${why}); the line now has ${now.join(", ")}`;
}
