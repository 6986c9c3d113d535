import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatBarePrice, UNKNOWN } from "@/components/format";
import { Ident } from "@/components/ui/figures";
import { changedFields } from "@/server/oms/imports/decide-undo";
import type { WrittenChange } from "@/server/oms/imports/queries-runs";
import type { ChangedFields } from "@/server/oms/imports/types-undo";
import { CHANGE_KINDS, fieldInWords, WHY_LEFT } from "./import-words";

const COLUMNS = [
  { header: "What" },
  { header: "Field" },
  { header: "Before" },
  { header: "After" },
];

type ChangeTableProps = { label: string; changes: readonly WrittenChange[] };

/** What an import wrote, field by field as it was before and after. */
export function ChangeTable({ label, changes }: ChangeTableProps) {
  return (
    <PlainTable label={label} columns={COLUMNS}>
      <tbody>
        {changes.flatMap((change) =>
          fieldsOf(change).map((field, at) => (
            <tr key={`${change.kind} ${change.subjectId} ${field}`}>
              <PlainCell isHead>
                {at > 0 ? null : (
                  <>
                    <span className="text-muted">{CHANGE_KINDS[change.kind]}</span>{" "}
                    <Ident>{change.name}</Ident>
                    {change.leftWhy === null ? null : (
                      <span className="text-muted"> stays: {WHY_LEFT[change.leftWhy]}</span>
                    )}
                  </>
                )}
              </PlainCell>
              <PlainCell>{fieldInWords(field)}</PlainCell>
              <PlainCell className="[overflow-wrap:anywhere]">
                {change.before === null ? "New" : said(field, change.before[field])}
              </PlainCell>
              <PlainCell className="[overflow-wrap:anywhere]">
                {said(field, change.after[field])}
              </PlainCell>
            </tr>
          )),
        )}
      </tbody>
    </PlainTable>
  );
}

/** Of what is new only what the file, or the house, says of it. */
const fieldsOf = (change: WrittenChange): readonly string[] => {
  const fields = changedFields(change);
  if (change.before !== null) {
    return fields;
  }
  const told = fields.filter((field) => said(field, change.after[field]) !== UNKNOWN);
  return told.length === 0 ? fields.slice(0, 1) : told;
};

function said(field: string, value: ChangedFields[string] | undefined): string {
  if (value === null || value === undefined || value === "" || value === false) {
    return UNKNOWN;
  }
  if (value === true) {
    return "Yes";
  }
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, part]) => part !== null);
    return (
      parts.map(([name, part]) => `${fieldInWords(name)} ${String(part)}`).join(", ") || UNKNOWN
    );
  }
  return field === "listPriceE4" && typeof value === "number"
    ? formatBarePrice(value)
    : String(value);
}
