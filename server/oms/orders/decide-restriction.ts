import type { Fault } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";

export const restrictionKinds = ["forbidden", "only_allowed"] as const;
export type RestrictionKind = (typeof restrictionKinds)[number];

/** Where, through whom and to whom goods may not be sold, or alone may. */
export type Restriction = {
  /** What people call it. */
  readonly reference: string;
  readonly kind: RestrictionKind;
  /** One of the two says what it is about. */
  readonly skuId: string | null;
  readonly category: string | null;
  /** What is null is everywhere, every channel, every customer. */
  readonly country: string | null;
  readonly region: string | null;
  readonly postalPrefix: string | null;
  readonly channelCode: string | null;
  readonly companyId: string | null;
  /** First and last day, both included; null: without a bound. */
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  /** Why, as a customer reads it: "battery rules". */
  readonly reason: string;
};

export type Goods = { readonly id: string; readonly code: string; readonly category: string };

export type Sale = {
  /** Null: nobody knows yet where it goes, and only channel and customer are asked. */
  readonly shipTo: {
    readonly country: string;
    readonly region: string;
    readonly postalCode: string;
  } | null;
  readonly channelCode: string;
  readonly companyId: string;
  readonly today: LocalDate;
};

/** Postcodes are compared by their letters and digits alone. */
export const plainPostcode = (code: string): string =>
  code.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");

/**
 * Whether goods may be sold to where an order goes. What one restriction forbids is forbidden; where some
 * say where alone goods may be sold, one of them must fit.
 *
 * @param goods the SKU that is ordered, and the components of a kit
 * @returns null when they may, else what is against it, with the way out
 */
export function decideRestricted(
  restrictions: readonly Restriction[],
  goods: readonly Goods[],
  sale: Sale,
): Omit<Fault, "field"> | null {
  const [asked] = goods;
  for (const each of goods) {
    const about = restrictions.filter((one) => isAbout(one, each) && isValid(one, sale.today));
    const forbidden = about.find((one) => one.kind === "forbidden" && fits(one, sale));
    const only = about.filter(({ kind }) => kind === "only_allowed");
    const isOutside = only.length > 0 && !only.some((one) => fits(one, sale));
    const against = forbidden ?? (isOutside ? only[0] : undefined);
    if (against !== undefined) {
      const part = each === asked || asked === undefined ? "" : `, a part of ${asked.code},`;
      return { code: "restricted", message: sentenceOf(each.code + part, against, sale) };
    }
  }
  return null;
}

const isAbout = ({ skuId, category }: Restriction, goods: Goods): boolean =>
  skuId === null ? category === goods.category : skuId === goods.id;

const isValid = ({ validFrom, validTo }: Restriction, today: LocalDate): boolean =>
  (validFrom === null || validFrom <= today) && (validTo === null || today <= validTo);

/** Of a place that is not known, what names one does not forbid, and is not taken for elsewhere. */
function fits(restriction: Restriction, { shipTo, channelCode, companyId }: Sale): boolean {
  const { kind, country, region, postalPrefix } = restriction;
  const isNamed = country !== null || region !== null || postalPrefix !== null;
  const isThere =
    shipTo === null
      ? !isNamed || kind === "only_allowed"
      : is(country, shipTo.country) &&
        is(region, shipTo.region) &&
        (postalPrefix === null || plainPostcode(shipTo.postalCode).startsWith(postalPrefix));
  return (
    isThere &&
    (restriction.channelCode === null || restriction.channelCode === channelCode) &&
    (restriction.companyId === null || restriction.companyId === companyId)
  );
}

const is = (wanted: string | null, found: string): boolean =>
  wanted === null || wanted === found.trim().toUpperCase();

function sentenceOf(goods: string, restriction: Restriction, sale: Sale): string {
  const { kind, reason, channelCode, companyId } = restriction;
  const place = placeOf(restriction);
  if (kind === "only_allowed") {
    const where = [
      place === null ? null : `to ${place}`,
      channelCode === null ? null : `through ${channelCode}`,
      companyId === null ? null : "to customers who are named for it",
    ].filter((part) => part !== null);
    return `${goods} may be sold only ${where.join(", ")}: ${reason}; take it off the order${place === null ? "" : " or ship it there"}`;
  }
  if (place !== null) {
    return `${goods} may not be shipped to ${place}: ${reason}; take it off the order or ship it elsewhere`;
  }
  const to = companyId === null ? `through ${sale.channelCode}` : "to this customer";
  return `${goods} may not be sold ${to}: ${reason}; take it off the order`;
}

const COUNTRY_NAMES = new Intl.DisplayNames("en", { type: "region" });

/** The place that a restriction names, as people say it; null when it is about all of them. */
export function placeOf({
  country,
  region,
  postalPrefix,
}: Pick<Restriction, "country" | "region" | "postalPrefix">): string | null {
  const land = country === null ? null : (COUNTRY_NAMES.of(country) ?? country);
  const code = postalPrefix === null ? null : `postcodes ${postalPrefix}…`;
  const parts = [code, region === null ? null : regionName(country, region), land];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join(", ");
}

/** The states of which restrictions speak most; others are said by their letters. */
const STATES =
  "AK:Alaska AL:Alabama AR:Arkansas AZ:Arizona CA:California CO:Colorado CT:Connecticut DE:Delaware FL:Florida GA:Georgia HI:Hawaii IA:Iowa ID:Idaho IL:Illinois IN:Indiana KS:Kansas KY:Kentucky LA:Louisiana MA:Massachusetts MD:Maryland ME:Maine MI:Michigan MN:Minnesota MO:Missouri MS:Mississippi MT:Montana NC:North_Carolina ND:North_Dakota NE:Nebraska NH:New_Hampshire NJ:New_Jersey NM:New_Mexico NV:Nevada NY:New_York OH:Ohio OK:Oklahoma OR:Oregon PA:Pennsylvania RI:Rhode_Island SC:South_Carolina SD:South_Dakota TN:Tennessee TX:Texas UT:Utah VA:Virginia VT:Vermont WA:Washington WI:Wisconsin WV:West_Virginia WY:Wyoming";

const STATE_NAMES = new Map(
  STATES.split(" ").map((entry) => {
    const [code = "", name = ""] = entry.split(":");
    return [code, name.replaceAll("_", " ")] as const;
  }),
);

const regionName = (country: string | null, region: string): string =>
  (country === "US" ? STATE_NAMES.get(region) : undefined) ?? region;
