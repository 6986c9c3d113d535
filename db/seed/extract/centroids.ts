import { plainPostcode } from "@/server/oms/network/decide-postal";
import type { Centroids, Point } from "../postal";
import { byText, type Column, cell, type Row } from "./csv-files";
import type { Source } from "./source";

/** Running mean of points under a key; latitudes and longitudes may be averaged over such areas. */
class Means {
  readonly #sums = new Map<string, { lat: number; lon: number; places: number }>();

  add(key: string, point: Point): void {
    const sum = this.#sums.get(key) ?? { lat: 0, lon: 0, places: 0 };
    this.#sums.set(key, {
      lat: sum.lat + point.lat,
      lon: sum.lon + point.lon,
      places: sum.places + 1,
    });
  }

  entries(): [key: string, point: Point, places: number][] {
    return [...this.#sums]
      .map(([key, { lat, lon, places }]): [string, Point, number] => {
        return [key, { lat: lat / places, lon: lon / places }, places];
      })
      .sort(([a], [b]) => byText(a, b));
  }

  points(): Centroids {
    return new Map(this.entries().map(([key, point]) => [key, point]));
  }
}

/**
 * Which beginnings of a postcode get a centroid, per country: fine enough for a freight zone,
 * coarse enough to stay small.
 */
const PREFIXES: Readonly<Record<string, (plain: string) => string[]>> = {
  US: (plain) => [plain.slice(0, 3), plain.slice(0, 1)],
  CA: (plain) => [plain.slice(0, 3), plain.slice(0, 1)],
  DE: (plain) => [plain.slice(0, 3), plain.slice(0, 2), plain.slice(0, 1)],
  FR: (plain) => [plain.slice(0, 3), plain.slice(0, 2)],
  GB: (plain) => [plain, /^[A-Z]+/.exec(plain)?.[0] ?? plain],
  AU: (plain) => [plain, plain.slice(0, 2), plain.slice(0, 1)],
};

const GEO_TABLES = [
  ["US", "us_zip_geonames", "postal_code", "lat", "lon"],
  ["CA", "ca_postal_geonames", "zipcode", "latitude", "longitude"],
  ["DE", "de_postal_geonames", "zipcode", "latitude", "longitude"],
  ["FR", "fr_postal_geonames", "zipcode", "latitude", "longitude"],
  ["GB", "gb_postal_geonames", "zipcode", "latitude", "longitude"],
] as const;

/** Longitude and latitude of a `POINT (lon lat)`. */
function pointOf(row: Row): Point {
  const match = /^POINT \((-?[\d.]+) (-?[\d.]+)\)$/.exec(cell(row, "SpatialLocation"));
  if (match === null) {
    throw new Error(`not a point: ${cell(row, "SpatialLocation")}`);
  }
  return { lat: Number(match[2]), lon: Number(match[1]) };
}

/** What is known about places: by postcode as precisely as the sources say, and by town. */
export type Places = {
  prefixes: readonly (readonly [key: string, point: Point, places: number])[];
  areas: Centroids;
  exact: Centroids;
  towns: Centroids;
};

export const townKey = (country: string, town: string): string =>
  `${country} ${town.toLowerCase()}`;

export function readPlaces(source: Source): Places {
  const prefixes = new Means();
  const exact = new Means();
  const towns = new Means();
  const add = (country: string, postcode: string, point: Point): void => {
    const plain = plainPostcode(country, postcode);
    exact.add(`${country} ${plain}`, point);
    for (const prefix of new Set(PREFIXES[country]?.(plain))) {
      prefixes.add(`${country} ${prefix}`, point);
    }
  };

  for (const [country, table, postcode, lat, lon] of GEO_TABLES) {
    for (const row of source.geo(table)) {
      const point = { lat: Number(cell(row, lat)), lon: Number(cell(row, lon)) };
      const known = Number.isFinite(point.lat) && Number.isFinite(point.lon);
      if (known && cell(row, lat) !== "" && !cell(row, postcode).includes("CEDEX")) {
        add(country, cell(row, postcode), point);
      }
    }
  }

  // No postal table covers Australia here: its centroids come from the addresses' own points.
  const country = new Map(
    source
      .oltp("StateProvince")
      .map((row) => [cell(row, "StateProvinceID"), cell(row, "CountryRegionCode")]),
  );
  for (const row of source.oltp("Address")) {
    const code = country.get(cell(row, "StateProvinceID")) ?? "";
    towns.add(townKey(code, cell(row, "City")), pointOf(row));
    if (code === "AU") {
      add("AU", cell(row, "PostalCode"), pointOf(row));
    }
  }
  return {
    prefixes: prefixes.entries(),
    areas: prefixes.points(),
    exact: exact.points(),
    towns: towns.points(),
  };
}

export const CENTROID_COLUMNS = ["country", "prefix", "lat", "lon", "places"];

/** About a hundred metres: more digits would only pretend. */
export const degrees = (value: number): string => value.toFixed(3);

export function centroidRows(places: Places): Column[][] {
  return places.prefixes.map(([key, point, count]): Column[] => {
    const [country = "", prefix = ""] = key.split(" ");
    return [country, prefix, degrees(point.lat), degrees(point.lon), count];
  });
}
