/** Languages in which countries are written on orders, besides by their two letters. */
const LANGUAGES = ["en", "de", "fr", "es", "it", "nl"];

/** What the names of no language say. */
const USUAL: Readonly<Record<string, string>> = {
  USA: "US",
  "UNITED STATES OF AMERICA": "US",
  CAN: "CA",
  UK: "GB",
  GBR: "GB",
  "GREAT BRITAIN": "GB",
  ENGLAND: "GB",
  SCOTLAND: "GB",
  WALES: "GB",
  AUS: "AU",
  AUT: "AT",
  BEL: "BE",
  CHE: "CH",
  DEU: "DE",
  DNK: "DK",
  ESP: "ES",
  FRA: "FR",
  HOLLAND: "NL",
  NLD: "NL",
  IRL: "IE",
  ITA: "IT",
  JPN: "JP",
  MEX: "MX",
  NOR: "NO",
  NZL: "NZ",
  POL: "PL",
  SWE: "SE",
};

const REGIONS: Readonly<Record<string, string>> = {
  US: "Alabama:AL Alaska:AK Arizona:AZ Arkansas:AR California:CA Colorado:CO Connecticut:CT Delaware:DE District_of_Columbia:DC Florida:FL Georgia:GA Guam:GU Hawaii:HI Idaho:ID Illinois:IL Indiana:IN Iowa:IA Kansas:KS Kentucky:KY Louisiana:LA Maine:ME Maryland:MD Massachusetts:MA Michigan:MI Minnesota:MN Mississippi:MS Missouri:MO Montana:MT Nebraska:NE Nevada:NV New_Hampshire:NH New_Jersey:NJ New_Mexico:NM New_York:NY North_Carolina:NC North_Dakota:ND Ohio:OH Oklahoma:OK Oregon:OR Pennsylvania:PA Puerto_Rico:PR Rhode_Island:RI South_Carolina:SC South_Dakota:SD Tennessee:TN Texas:TX Utah:UT Vermont:VT Virgin_Islands:VI Virginia:VA Washington:WA West_Virginia:WV Wisconsin:WI Wyoming:WY",
  CA: "Alberta:AB British_Columbia:BC Manitoba:MB New_Brunswick:NB Newfoundland_and_Labrador:NL Northwest_Territories:NT Nova_Scotia:NS Nunavut:NU Ontario:ON Prince_Edward_Island:PE Quebec:QC Québec:QC Saskatchewan:SK Yukon:YT",
  AU: "Australian_Capital_Territory:ACT New_South_Wales:NSW Northern_Territory:NT Queensland:QLD South_Australia:SA Tasmania:TAS Victoria:VIC Western_Australia:WA",
};

const CODES_OF_REGIONS = new Map(
  Object.entries(REGIONS).map(([country, names]) => [
    country,
    new Map(
      names.split(" ").map((entry) => {
        const [name = "", code = ""] = entry.split(":");
        return [name.replaceAll("_", " ").toUpperCase(), code] as const;
      }),
    ),
  ]),
);

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** Two letters that stand for no country. */
const NO_COUNTRIES = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

type Countries = {
  readonly codes: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
};

let known: Countries | null = null;

/** Every country under each of its names; a name that two of them have names none. */
function countries(): Countries {
  if (known !== null) {
    return known;
  }
  const readers = LANGUAGES.map(
    (language) => new Intl.DisplayNames([language], { type: "region", fallback: "none" }),
  );
  const codes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).filter(
    (code) =>
      !NO_COUNTRIES.has(code) &&
      // Letters of countries that are no more, and second letters of others, mean another code.
      new Intl.Locale(`und-${code}`).region === code &&
      readers[0]?.of(code) !== undefined,
  );
  const found = new Map<string, Set<string>>();
  for (const code of codes) {
    for (const reader of readers) {
      const name = (reader.of(code) ?? code).toUpperCase();
      found.set(name, (found.get(name) ?? new Set()).add(code));
    }
  }
  const names = new Map(
    [...found].flatMap(([name, of]) => (of.size === 1 ? [[name, [...of][0] ?? ""] as const] : [])),
  );
  known = { codes: new Set(codes), names: new Map([...names, ...Object.entries(USUAL)]) };
  return known;
}

const plain = (text: string) =>
  text.trim().replaceAll(/\s+/g, " ").replaceAll(".", "").toUpperCase();

/** The two letters of a country, however it is written; null when that is not certain. */
export function countryCode(text: string): string | null {
  const { codes, names } = countries();
  const word = plain(text);
  return codes.has(word) && USUAL[word] === undefined ? word : (names.get(word) ?? null);
}

/** The code of a region of a country from its name; null when its names are not known, or not this one. */
export const regionCode = (country: string, text: string): string | null =>
  CODES_OF_REGIONS.get(country)?.get(plain(text)) ?? null;
