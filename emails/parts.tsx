import { Heading, Link, Text } from "@react-email/components";
import { Fragment, type ReactNode } from "react";
import { formatDate, formatQuantity, preorderText } from "@/components/format";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import type {
  ItemToCome,
  LetterAbout,
  LetterItem,
  LetterParcel,
} from "@/server/oms/notifications/types";
import { colors, text } from "./theme";

/** Where a line belongs that nobody asked for by itself. */
const kitText = ({ kit }: LetterItem): string[] =>
  kit === null ? [] : [`Part of ${kit.code} × ${formatQuantity(kit.quantity)}`];

/** What is not out yet leaves from its day on. */
const preorderLine = ({ comesOutOn }: LetterItem): string[] =>
  comesOutOn === undefined ? [] : [preorderText(comesOutOn)];

/** `3 × `, or with a unit other than pieces `3 case × `. */
const unitsText = ({ units, unit }: Pick<LetterItem, "units" | "unit">): string =>
  formatQuantity(units, unit === "each" ? undefined : unit);

export const dayText = (date: LocalDate | null, today: LocalDate): string =>
  date === null ? "on a day we do not know yet" : formatDate(date, today);

/** Ways to name an item: our code, and the customer's where they used their own. */
const codesText = ({ skuCode, customerPart }: LetterItem): string =>
  customerPart === null ? skuCode : `${customerPart} (our ${skuCode})`;

export function Paragraph({ children }: { readonly children: ReactNode }) {
  return (
    <Text className="ink" style={{ ...text.body, padding: "8px 0 0" }}>
      {children}
    </Text>
  );
}

/** Lines of one paragraph, so that the plain text keeps them together. */
function Lines({ lines }: { readonly lines: readonly { key: string; line: ReactNode }[] }) {
  return lines.map(({ key, line }, index) => (
    <Fragment key={key}>
      {index === 0 ? null : <br />}
      {line}
    </Fragment>
  ));
}

/** What the reader quotes when they ask: our number and theirs. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, string | null])[] }) {
  const lines = rows.flatMap(([label, value]) =>
    value === null
      ? []
      : [
          {
            key: label,
            line: (
              <>
                <span className="muted" style={{ color: colors.muted }}>
                  {label}:
                </span>{" "}
                {value}
              </>
            ),
          },
        ],
  );
  return (
    <Text className="ink" style={{ ...text.body, padding: "16px 0 0" }}>
      <Lines lines={lines} />
    </Text>
  );
}

export const orderFacts = ({ orderNumber, customerPo }: LetterAbout) =>
  [
    ["Order", orderNumber],
    ["Your PO", customerPo],
  ] as const;

export function Title({ children }: { readonly children: ReactNode }) {
  return (
    <Heading as="h2" className="ink" style={{ ...text.section, padding: "20px 0 4px" }}>
      {children}
    </Heading>
  );
}

type ItemRowProps = {
  readonly item: LetterItem;
  /** At the end of the first line: a total, a day. */
  readonly aside?: string;
  readonly details?: readonly string[];
};

/** One item between hairlines: how many of what, by which codes, and what is to be said of it. */
export function ItemRow({ item, aside, details = [] }: ItemRowProps) {
  const muted = { color: colors.muted };
  return (
    <Text
      className="ink rule"
      style={{ ...text.body, borderTop: `1px solid ${colors.line}`, padding: "8px 0" }}
    >
      {unitsText(item)} × {item.description}
      {aside === undefined ? null : <span style={{ float: "right" }}> {aside}</span>}
      <br />
      <span className="muted" style={{ ...text.ident, ...muted }}>
        {codesText(item)}
      </span>
      {[...kitText(item), ...preorderLine(item), ...details].map((detail) => (
        <Fragment key={detail}>
          <br />
          <span className="muted" style={muted}>
            {detail}
          </span>
        </Fragment>
      ))}
    </Text>
  );
}

export function ParcelBlock({
  parcel,
  of,
}: {
  readonly parcel: LetterParcel;
  readonly of: number;
}) {
  const name = of === 1 ? "Your parcel" : `Parcel ${parcel.position}`;
  return (
    <>
      <Title>{name}</Title>
      <Text className="muted" style={{ ...text.muted, padding: "0 0 8px" }}>
        {parcel.carrier}
        {parcel.trackingNumber === null ? null : (
          <>
            {" "}
            <span style={text.ident}>{parcel.trackingNumber}</span>
          </>
        )}
      </Text>
      {parcel.items.map((item) => (
        <ItemRow key={item.lineId} item={item} />
      ))}
    </>
  );
}

/** What has no parcel yet, with its days; nothing at all when all of it has. */
export function StillToCome({
  items,
  today,
}: {
  readonly items: readonly ItemToCome[];
  readonly today: LocalDate;
}) {
  if (items.length === 0) {
    return null;
  }
  return (
    <>
      <Title>Still to come</Title>
      {items.map((item) => (
        <ItemRow
          key={`${item.lineId} ${item.arrivesOn}`}
          item={item}
          details={[`Arrives ${dayText(item.arrivesOn, today)}`]}
        />
      ))}
    </>
  );
}

export function TextLink({
  href,
  children,
}: {
  readonly href: string;
  readonly children: ReactNode;
}) {
  return (
    <Link href={href} className="link" style={{ color: colors.accent }}>
      {children}
    </Link>
  );
}
