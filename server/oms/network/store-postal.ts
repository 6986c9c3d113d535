import type { RawSql, RawTx } from "@/db/client";
import { plainPostcode } from "./decide-postal";
import type { GeoPoint } from "./types";

/** Where a postcode is, by the longest beginning of it that is known; null: nowhere known. */
export async function findPostalPoint(
  sql: RawSql | RawTx,
  country: string,
  postalCode: string,
): Promise<GeoPoint | null> {
  const [point] = await sql<GeoPoint[]>`
    select latitude, longitude from postal_area
    where country = ${country} and starts_with(${plainPostcode(country, postalCode)}, prefix)
    order by length(prefix) desc limit 1`;
  return point ?? null;
}
