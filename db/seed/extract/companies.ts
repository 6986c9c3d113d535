import { plainPostcode } from "@/server/oms/network/decide-postal";
import { locate, type Point } from "../postal";
import { degrees, type Places, townKey } from "./centroids";
import { byText, type Column, cell, type Row } from "./csv-files";
import type { Source } from "./source";

export type Company = { code: string; key: string; name: string };

export const COMPANY_COLUMNS = [
  "code",
  "name",
  "business_type",
  "tier",
  "price_list",
  "terms",
  "credit_limit_usd",
  "annual_sales_usd",
  "annual_revenue_usd",
  "year_opened",
  "phone",
  "sales_territory",
  "rep",
];

export const LOCATION_COLUMNS = [
  "company",
  "location",
  "name",
  "line1",
  "line2",
  "city",
  "region",
  "postcode",
  "country",
  "lat",
  "lon",
  "located_by",
];

export const CONTACT_COLUMNS = ["company", "name", "role", "email", "phone"];

/** Demo terms of trade, written for it: the source says who buys how much, not on what terms. */
const PRICE_LISTS: Readonly<Record<string, string>> = {
  "Specialty Bike Shop": "DEALER-SPECIALTY",
  "Value Added Reseller": "DEALER-VAR",
  Warehouse: "DEALER-WAREHOUSE",
};

function tierOf(annualRevenue: number): "gold" | "silver" | "bronze" {
  if (annualRevenue >= 300_000) {
    return "gold";
  }
  return annualRevenue >= 100_000 ? "silver" : "bronze";
}

const TERMS = { gold: "NET45", silver: "NET30", bronze: "NET30" } as const;

/** Half a year of the sales that the reseller reports. */
const CREDIT_SHARE = 0.5;

/** Three reps share the ten sales territories. */
const REPS: Readonly<Record<string, string>> = {
  "1": "west",
  "4": "west",
  "2": "east",
  "3": "east",
  "5": "east",
  "6": "east",
  "7": "overseas",
  "8": "overseas",
  "9": "overseas",
  "10": "overseas",
};

const codeOf = (row: Row): string => cell(row, "ResellerAlternateKey");

export function readCompanies(source: Source): Company[] {
  return source
    .warehouse("DimReseller")
    .map((row) => ({
      code: codeOf(row),
      key: cell(row, "ResellerKey"),
      name: cell(row, "ResellerName"),
    }))
    .sort((a, b) => byText(a.code, b.code));
}

const geographies = (source: Source): Map<string, Row> =>
  new Map(source.warehouse("DimGeography").map((row) => [cell(row, "GeographyKey"), row]));

function geographyOf(row: Row, all: ReadonlyMap<string, Row>): Row {
  const found = all.get(cell(row, "GeographyKey"));
  if (found === undefined) {
    throw new Error(`no geography ${cell(row, "GeographyKey")}`);
  }
  return found;
}

export function companyRows(source: Source): Column[][] {
  const places = geographies(source);
  return source
    .warehouse("DimReseller")
    .map((row): Column[] => {
      const tier = tierOf(Number(cell(row, "AnnualRevenue")));
      const territory = cell(geographyOf(row, places), "SalesTerritoryKey");
      return [
        codeOf(row),
        cell(row, "ResellerName"),
        cell(row, "BusinessType"),
        tier,
        PRICE_LISTS[cell(row, "BusinessType")] ?? "",
        Number(cell(row, "AnnualSales")) <= 300_000 ? "NET15" : TERMS[tier],
        Number(cell(row, "AnnualSales")) * CREDIT_SHARE,
        Number(cell(row, "AnnualSales")),
        Number(cell(row, "AnnualRevenue")),
        cell(row, "YearOpened"),
        cell(row, "Phone"),
        territory,
        REPS[territory] ?? "",
      ];
    })
    .sort(byFirst);
}

const byFirst = (a: readonly Column[], b: readonly Column[]): number =>
  byText(String(a[0]), String(b[0])) || byText(String(a[1]), String(b[1]));

type Address = {
  line1: string;
  line2: string;
  city: string;
  region: string;
  postcode: string;
  country: string;
};

/**
 * Where an address is and how that is known: its postcode, the area that its postcode begins with,
 * or its town where the postcode is broken in the source (it is kept as it is).
 */
function whereIs(places: Places, address: Address): { point: Point; by: string } {
  const exact = places.exact.get(
    `${address.country} ${plainPostcode(address.country, address.postcode)}`,
  );
  if (exact !== undefined) {
    return { point: exact, by: "postcode" };
  }
  const area =
    locate(places.exact, address.country, address.postcode) ??
    locate(places.areas, address.country, address.postcode);
  if (area !== null) {
    return { point: area, by: "area" };
  }
  const town = places.towns.get(townKey(address.country, address.city));
  if (town === undefined) {
    throw new Error(`nothing says where ${address.postcode} ${address.city} is`);
  }
  return { point: town, by: "town" };
}

/** The main address of each reseller, and its shipping address where the source has another. */
export function locationRows(source: Source, places: Places): Column[][] {
  const geography = geographies(source);
  const regions = new Map(
    source
      .warehouse("DimGeography")
      .map((row) => [cell(row, "StateProvinceName"), cell(row, "StateProvinceCode")]),
  );
  const shipping = source
    .oltp("vStoreWithAddresses")
    .filter((row) => cell(row, "AddressType") === "Shipping");

  return source
    .warehouse("DimReseller")
    .flatMap((row): Column[][] => {
      const at = geographyOf(row, geography);
      const main: Address = {
        line1: cell(row, "AddressLine1"),
        line2: cell(row, "AddressLine2"),
        city: cell(at, "City"),
        region: cell(at, "StateProvinceCode"),
        postcode: cell(at, "PostalCode"),
        country: cell(at, "CountryRegionCode"),
      };
      const others = shipping
        .filter((other) => cell(other, "Name") === cell(row, "ResellerName"))
        .map((other): Address => {
          return {
            line1: cell(other, "AddressLine1"),
            line2: cell(other, "AddressLine2"),
            city: cell(other, "City"),
            region: regions.get(cell(other, "StateProvinceName")) ?? "",
            postcode: cell(other, "PostalCode"),
            country: main.country,
          };
        });
      return [main, ...others].map((address, index): Column[] => {
        const { point, by } = whereIs(places, address);
        return [
          codeOf(row),
          index === 0 ? "MAIN" : "SHIP",
          `${cell(row, "ResellerName")}, ${address.city}`,
          ...Object.values(address),
          degrees(point.lat),
          degrees(point.lon),
          by,
        ];
      });
    })
    .sort(byFirst);
}

/** People of each reseller, by its name; of two resellers with one name each gets one store's people. */
export function contactRows(source: Source): Column[][] {
  const people = source.oltp("vStoreWithContacts");
  const taken = new Set<string>();
  return source
    .warehouse("DimReseller")
    .toSorted((a, b) => byText(codeOf(a), codeOf(b)))
    .flatMap((row): Column[][] => {
      const named = people.filter((person) => cell(person, "Name") === cell(row, "ResellerName"));
      const store = named.find((person) => !taken.has(cell(person, "BusinessEntityID")));
      const id = store && cell(store, "BusinessEntityID");
      taken.add(id ?? "");
      return named
        .filter((person) => cell(person, "BusinessEntityID") === id)
        .map((person): Column[] => [
          codeOf(row),
          [cell(person, "FirstName"), cell(person, "LastName")].join(" "),
          cell(person, "ContactType"),
          cell(person, "EmailAddress"),
          cell(person, "PhoneNumber"),
        ])
        .sort((a, b) => byText(String(a[3]), String(b[3])));
    });
}
