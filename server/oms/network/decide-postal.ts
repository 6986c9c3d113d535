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
