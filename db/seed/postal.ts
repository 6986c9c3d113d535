/** Where a place is, in degrees. */
export type Point = { lat: number; lon: number };

/** Points by country and by the beginning of a postcode without blanks, e.g. `US 982`, `GB SW`. */
export type Centroids = ReadonlyMap<string, Point>;

/**
 * A postcode as the table of centroids knows it: capitals and digits alone, and of a British one
 * only the outward part, since `SE1 8HL` written without its blank would begin with `SE18`.
 */
export function plainPostcode(country: string, postcode: string): string {
  const capitals = postcode.toUpperCase().trim();
  if (country !== "GB") {
    return capitals.replaceAll(/[^A-Z0-9]/g, "");
  }
  const [outward = "", inward] = capitals.split(/\s+/);
  const isWhole = inward === undefined && outward.length >= 5;
  return isWhole ? outward.slice(0, -3) : outward;
}

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
