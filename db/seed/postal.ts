import { plainPostcode } from "@/server/oms/network/decide-postal";

/** Where a place is, in degrees. */
export type Point = { lat: number; lon: number };

/** Points by country and by the beginning of a postcode without blanks, e.g. `US 982`, `GB SW`. */
export type Centroids = ReadonlyMap<string, Point>;

/**
 * Where a postcode is: the centroid of the longest beginning of it that the table holds.
 *
 * @returns null when not even its first character is known
 */
export function locate(centroids: Centroids, country: string, postcode: string): Point | null {
  const plain = plainPostcode(country, postcode);
  for (let length = plain.length; length > 0; length -= 1) {
    const found = centroids.get(`${country} ${plain.slice(0, length)}`);
    if (found !== undefined) {
      return found;
    }
  }
  return null;
}
