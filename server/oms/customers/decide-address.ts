import { isPostBoxOnly } from "../kernel/post-box";
import { countryCode, regionCode } from "./decide-place-names";

/** A ship-to as it is written on a parcel. */
export type PostalAddress = {
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
};

export type AddressFault = {
  readonly field: keyof PostalAddress;
  readonly code: string;
  readonly message: string;
};

/** What codes of corrections there are: how an address is written, never where it lies. */
export const addressCorrections = [
  "address_blanks",
  "country_written",
  "region_written",
  "postcode_written",
] as const;
export type AddressCorrectionCode = (typeof addressCorrections)[number];

/** Something that is certain, put right. */
export type AddressCorrection = {
  readonly field: keyof PostalAddress;
  readonly code: AddressCorrectionCode;
  readonly message: string;
};

export type AddressVerdict = {
  /** The same address as it is written, with all that is certain put right. */
  readonly written: PostalAddress;
  readonly corrections: readonly AddressCorrection[];
  /** What a carrier would stumble over in that. */
  readonly faults: readonly AddressFault[];
  /** The address as it is most likely meant; the same when nothing better is known. */
  readonly suggestion: PostalAddress;
};

type CountryRule = {
  readonly name: string;
  /** How a postcode looks, written without blanks and hyphens; null: the country has none. */
  readonly postcode: RegExp | null;
  readonly example: string;
  readonly needsRegion: boolean;
  /** The postcode as it is written, from its letters and digits alone. */
  readonly write?: (plain: string) => string;
};

const digits = (count: number) => new RegExp(`^\\d{${count}}$`);
const splitAt =
  (at: number, by = " ") =>
  (plain: string) =>
    `${plain.slice(0, at)}${by}${plain.slice(at)}`;

/** How addresses are written where the house ships to; elsewhere only what every parcel needs is asked. */
const COUNTRIES: Readonly<Record<string, CountryRule>> = {
  US: {
    name: "the United States",
    postcode: /^\d{5}(\d{4})?$/,
    example: "94105",
    needsRegion: true,
    write: (plain) => (plain.length > 5 ? splitAt(5, "-")(plain) : plain),
  },
  CA: {
    name: "Canada",
    postcode: /^[ABCEGHJ-NPRSTVXY]\d[A-Z]\d[A-Z]\d$/,
    example: "K1A 0B1",
    needsRegion: true,
    write: splitAt(3),
  },
  GB: {
    name: "the United Kingdom",
    postcode: /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/,
    example: "SW1A 1AA",
    needsRegion: false,
    write: (plain) => splitAt(plain.length - 3)(plain),
  },
  AU: { name: "Australia", postcode: digits(4), example: "2000", needsRegion: true },
  DE: { name: "Germany", postcode: digits(5), example: "10115", needsRegion: false },
  FR: { name: "France", postcode: digits(5), example: "75001", needsRegion: false },
  AT: { name: "Austria", postcode: digits(4), example: "1010", needsRegion: false },
  BE: { name: "Belgium", postcode: digits(4), example: "1000", needsRegion: false },
  CH: { name: "Switzerland", postcode: digits(4), example: "8001", needsRegion: false },
  DK: { name: "Denmark", postcode: digits(4), example: "1050", needsRegion: false },
  ES: { name: "Spain", postcode: digits(5), example: "28001", needsRegion: false },
  IE: { name: "Ireland", postcode: null, example: "", needsRegion: false },
  IT: { name: "Italy", postcode: digits(5), example: "00184", needsRegion: false },
  JP: {
    name: "Japan",
    postcode: digits(7),
    example: "100-0001",
    needsRegion: true,
    write: splitAt(3, "-"),
  },
  MX: { name: "Mexico", postcode: digits(5), example: "06000", needsRegion: true },
  NL: {
    name: "the Netherlands",
    postcode: /^\d{4}[A-Z]{2}$/,
    example: "1012 AB",
    needsRegion: false,
    write: splitAt(4),
  },
  NO: { name: "Norway", postcode: digits(4), example: "0150", needsRegion: false },
  NZ: { name: "New Zealand", postcode: digits(4), example: "1010", needsRegion: false },
  PL: {
    name: "Poland",
    postcode: digits(5),
    example: "00-001",
    needsRegion: false,
    write: splitAt(2, "-"),
  },
  SE: {
    name: "Sweden",
    postcode: digits(5),
    example: "111 22",
    needsRegion: false,
    write: splitAt(3),
  },
};

/** First three digits of the ZIP codes of each state, as `from-to`; some areas belong to two. */
const US_STATES =
  "AE:090-098 AA:340 AP:962-966 AK:995-999 AL:350-369 AR:716-729 AZ:850-865 CA:900-961 CO:800-816 CT:060-069 DC:200-205,569 DE:197-199 FL:320-339,341-349 GA:300-319,398-399 GU:969 HI:967-968 IA:500-528 ID:832-838 IL:600-629 IN:460-479 KS:660-679 KY:400-427 LA:700-714 MA:010-027,055 MD:205-219 ME:039-049 MI:480-499 MN:550-567 MO:630-658,726 MS:386-397 MT:590-599 NC:270-289 ND:580-588 NE:680-693 NH:030-038 NJ:070-089 NM:870-884 NV:889-898 NY:005,063,100-149 OH:430-459 OK:730-731,734-749 OR:970-979 PA:150-196 PR:006-007,009 RI:028-029 SC:290-299 SD:570-577 TN:370-385 TX:733,739,750-799,885 UT:840-847 VA:201,205,220-246 VI:008 VT:050-054,056-059 WA:980-994 WI:530-549 WV:247-268 WY:820-831,834";

/** First letters of the postcodes of each Canadian province. */
const CA_PROVINCES = "NL:A NS:B PE:C NB:E QC:GHJ ON:KLMNP MB:R SK:S AB:T BC:V NU:X NT:X YT:Y";

type Range = { readonly region: string; readonly from: number; readonly to: number };

const STATES: readonly Range[] = US_STATES.split(" ").flatMap((entry) => {
  const [region = "", ranges = ""] = entry.split(":");
  return ranges.split(",").map((range) => {
    const [from = "", to = from] = range.split("-");
    return { region, from: Number(from), to: Number(to) };
  });
});

const PROVINCES: readonly (readonly [string, string])[] = CA_PROVINCES.split(" ").map((entry) => {
  const [region = "", letters = ""] = entry.split(":");
  return [region, letters];
});

/** The regions that a postcode lies in; none when that is not known for its country. */
export function regionsOf(country: string, postalCode: string): readonly string[] {
  const plain = plainCode(postalCode);
  if (country === "US") {
    const area = Number(plain.slice(0, 3));
    return STATES.filter(({ from, to }) => area >= from && area <= to).map(({ region }) => region);
  }
  return country === "CA"
    ? PROVINCES.filter(([, letters]) => letters.includes(plain.charAt(0))).map(([region]) => region)
    : [];
}

const plainCode = (code: string) => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");

const FIELDS = ["address1", "address2", "city", "region", "postalCode", "country"] as const;

/**
 * An address as it is written: blanks, the letters of country and region, the form of the postcode.
 * Only what is certain is put right, and each of it is said.
 */
function writeAddress(address: PostalAddress): Pick<AddressVerdict, "written" | "corrections"> {
  const corrections: AddressCorrection[] = [];
  const written: Record<keyof PostalAddress, string> = { ...address };
  const put = (
    field: keyof PostalAddress,
    code: AddressCorrectionCode,
    to: string,
    words: string,
  ) => {
    if (written[field] !== to) {
      corrections.push({ field, code, message: words });
      written[field] = to;
    }
  };
  for (const field of FIELDS) {
    const tight = address[field].trim().replaceAll(/\s+/g, " ");
    put(field, "address_blanks", tight, `Blanks in “${tight}” were taken away`);
  }
  const country = countryCode(written.country) ?? written.country.toUpperCase();
  put("country", "country_written", country, `“${written.country}” is written ${country}`);
  const region = regionCode(country, written.region) ?? regionAsWritten(country, written.region);
  put("region", "region_written", region, `“${written.region}” is written ${region}`);
  const plain = plainCode(written.postalCode);
  const rule = COUNTRIES[country];
  if (rule?.postcode?.test(plain)) {
    const code = rule.write?.(plain) ?? plain;
    put("postalCode", "postcode_written", code, `“${written.postalCode}” is written ${code}`);
  }
  return { written, corrections };
}

/** Codes are capital letters; a name that is not known stays as it is. */
const regionAsWritten = (country: string, region: string) =>
  (COUNTRIES[country]?.needsRegion ?? false) && region.length <= 3 ? region.toUpperCase() : region;

/**
 * Whether goods can be brought to an address: what is missing, a postcode that is none of its country or
 * lies in another region, a post-office box where a carrier needs a street. Every fault at once, with the
 * address as it is written, and what was most likely meant.
 */
export function checkAddress(address: PostalAddress): AddressVerdict {
  const { written, corrections } = writeAddress(address);
  const { country } = written;
  const rule = COUNTRIES[country];
  const plain = plainCode(written.postalCode);
  const isWritten = rule?.postcode?.test(plain) ?? plain !== "";
  const region = written.region.toUpperCase();
  const regions = isWritten ? regionsOf(country, plain) : [];
  const [only] = regions;
  return {
    written,
    corrections,
    suggestion: { ...written, region: regions.length === 1 && only !== undefined ? only : region },
    faults: [
      ...missingFaults(written, rule),
      ...postcodeFaults(written, rule, isWritten),
      ...regionFaults({
        ...{ region, regions, address: written },
        needsRegion: rule?.needsRegion ?? false,
      }),
      ...boxFaults(written),
    ],
  };
}

const fault = (field: keyof PostalAddress, code: string, message: string): AddressFault => ({
  field,
  code,
  message,
});

function missingFaults(address: PostalAddress, rule: CountryRule | undefined): AddressFault[] {
  const isCountry = countryCode(address.country) !== null;
  return [
    ...(address.address1.trim() === ""
      ? [fault("address1", "street_missing", "There is no street")]
      : []),
    ...(address.city.trim() === "" ? [fault("city", "city_missing", "There is no city")] : []),
    ...(rule?.needsRegion === true && address.region.trim() === ""
      ? [fault("region", "region_missing", `In ${rule.name} the region is a part of the address`)]
      : []),
    ...(isCountry
      ? []
      : [fault("country", "country_unknown", "Write the country as its two letters, like US")]),
  ];
}

function postcodeFaults(
  { postalCode }: PostalAddress,
  rule: CountryRule | undefined,
  isWritten: boolean,
): AddressFault[] {
  if (rule === undefined || rule.postcode === null || isWritten) {
    return [];
  }
  return postalCode.trim() === ""
    ? [
        fault(
          "postalCode",
          "postcode_missing",
          `There is no postcode; ${rule.name} writes them like ${rule.example}`,
        ),
      ]
    : [
        fault(
          "postalCode",
          "postcode_malformed",
          `“${postalCode}” is no postcode of ${rule.name}, which writes them like ${rule.example}`,
        ),
      ];
}

function regionFaults({
  region,
  regions,
  address,
  needsRegion,
}: {
  readonly region: string;
  readonly regions: readonly string[];
  readonly address: PostalAddress;
  readonly needsRegion: boolean;
}): AddressFault[] {
  if (!needsRegion || region === "" || regions.length === 0 || regions.includes(region)) {
    return [];
  }
  const message = `Postcode ${address.postalCode} lies in ${regions.join(" or ")}, not in ${region}`;
  return [fault("region", "region_mismatch", message)];
}

/** A carrier needs a street; a box beside one is for letters and does no harm. */
function boxFaults({ address1, address2 }: PostalAddress): AddressFault[] {
  return isPostBoxOnly([address1, address2])
    ? [
        fault(
          "address1",
          "po_box",
          `“${address1}” is a post-office box; a carrier needs the street`,
        ),
      ]
    : [];
}
