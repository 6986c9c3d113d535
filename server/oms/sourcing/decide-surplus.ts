import { freightMicro, pieceAt } from "../network/decide-freight";
import type { ChargeMicro, LaneRate, RatePiece } from "../network/types";

/**
 * Freight by weight breaks is no straight line, and the search for a plan reckons with straight lines.
 * So each node has a line that its freight never falls below, and what the freight comes to above the
 * line is added where the weight of a shipment is known, or bounded where only its range is.
 */
export type BelowLine = ChargeMicro;

/** What a weight costs at least if it were charged to the gram: steps are rounded up, never down. */
const atLeast = ({ fixedMicro, microPerGram }: RatePiece, grams: number): number =>
  fixedMicro + microPerGram * grams;

/**
 * A line that a shipment's freight never falls below, between two weights: an edge of the lower hull,
 * the one that is nearest in the middle. Its fixed part is not negative. Where one price by the gram
 * holds for the whole range it is that price itself.
 */
export function lineBelow(rate: LaneRate, from: number, to: number): BelowLine {
  const only = pieceAt(rate, from);
  if (only.stepGrams === 1 && (only.upToGrams === null || to <= only.upToGrams)) {
    return [only.fixedMicro, only.microPerGram];
  }
  const points: Point[] = [];
  let first = from;
  for (const piece of rate.pieces) {
    const end = piece.upToGrams ?? Number.POSITIVE_INFINITY;
    if (first <= end && first <= to) {
      const last = Math.min(end, to);
      points.push([first, atLeast(piece, first)]);
      if (last > first) {
        points.push([last, atLeast(piece, last)]);
      }
      first = end + 1;
    }
  }
  const slope = Math.max(0, hullSlope(points, (from + to) / 2));
  const fixed = lowest(points, slope);
  if (fixed >= 0) {
    return [fixed, slope];
  }
  const flatter = points.reduce(
    (least, [grams, micro]) => (grams > 0 ? Math.min(least, Math.floor(micro / grams)) : least),
    slope,
  );
  return [lowest(points, flatter), flatter];
}

type Point = readonly [grams: number, micro: number];

const lowest = (points: readonly Point[], slope: number): number =>
  points.reduce(
    (least, [grams, micro]) => Math.min(least, micro - slope * grams),
    Number.POSITIVE_INFINITY,
  );

/** Slope, rounded down, of the lower hull's edge over a weight. */
function hullSlope(points: readonly Point[], middle: number): number {
  const hull: Point[] = [];
  const slopeOf = ([fromGrams, from]: Point, [toGrams, to]: Point) =>
    (to - from) / (toGrams - fromGrams);
  for (const point of points) {
    while (
      hull.length > 1 &&
      slopeOf(hull[hull.length - 2] as Point, hull[hull.length - 1] as Point) >=
        slopeOf(hull[hull.length - 1] as Point, point)
    ) {
      hull.pop();
    }
    hull.push(point);
  }
  const end = hull.findIndex(([grams], index) => index > 0 && grams >= middle);
  return end < 0 ? 0 : Math.floor(slopeOf(hull[end - 1] as Point, hull[end] as Point));
}

/** What a weight costs above the line. */
export const surplusAt = (rate: LaneRate, [fixed, perGram]: BelowLine, grams: number): number =>
  freightMicro(rate, grams) - fixed - perGram * grams;

/** The least that a shipment between two weights costs above a price per gram; may be below nothing. */
export function leastAbove(rate: LaneRate, perGram: number, from: number, to: number): number {
  if (from === to) {
    return freightMicro(rate, from) - perGram * from;
  }
  let least = Number.POSITIVE_INFINITY;
  let first = 0;
  for (const piece of rate.pieces) {
    const end = piece.upToGrams ?? Number.POSITIVE_INFINITY;
    if (end >= from) {
      const steepness = piece.microPerGram - perGram;
      const grams = steepness > 0 ? Math.max(from, first) : Math.min(to, end);
      least = Math.min(least, piece.fixedMicro + steepness * grams);
    }
    first = end + 1;
    if (first > to) {
      break;
    }
  }
  return least;
}

/** The least that any weight of a range costs above the line. */
export function leastSurplus(rate: LaneRate, line: BelowLine, from: number, to: number): number {
  if (from >= to) {
    return surplusAt(rate, line, from);
  }
  return Math.max(0, leastAbove(rate, line[1], from, to) - line[0]);
}

/** The most that any weight of a range costs above the line. */
export function mostSurplus(rate: LaneRate, line: BelowLine, from: number, to: number): number {
  const [fixed, perGram] = line;
  let most = 0;
  let first = from;
  for (const piece of rate.pieces) {
    const end = piece.upToGrams ?? Number.POSITIVE_INFINITY;
    if (first <= end && first <= to) {
      const steepness = piece.microPerGram - perGram;
      const roundedUp = piece.microPerGram * (piece.stepGrams - 1);
      const grams = steepness > 0 ? Math.min(end, to) : first;
      most = Math.max(most, piece.fixedMicro - fixed + roundedUp + steepness * grams);
      first = end + 1;
    }
  }
  return most;
}
