"use client";

import { formatCount } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { UnfitRow } from "@/server/oms/imports/queries-upload";

/** What a person typed in place of cells, by column and row. */
export type Mended = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const repairsOf = (mended: Mended) =>
  Object.entries(mended).flatMap(([column, byRow]) =>
    Object.entries(byRow).map(([row, text]) => ({ column, row: Number(row), text })),
  );

type Group = { readonly key: string; readonly first: UnfitRow; readonly rows: readonly UnfitRow[] };

/** Rows that one repair mends belong together: the same cell is wrong in the same way. */
export function groupsOf(rows: readonly UnfitRow[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const isOfOneCell = row.column !== null && row.found !== "";
    const key = isOfOneCell
      ? `${row.reason} ${row.column} ${row.found}`
      : `${row.reason} ${row.row}`;
    const group = groups.get(key);
    groups.set(key, { key, first: group?.first ?? row, rows: [...(group?.rows ?? []), row] });
  }
  return [...groups.values()];
}

const SHOWN = 3;

type UnfitRowsProps = {
  rows: readonly UnfitRow[];
  mended: Mended;
  onMend: (mended: Mended) => void;
};

/** What is wrong, grouped by what mends it, with the place to mend it. */
export function UnfitRows({ rows, mended, onMend }: UnfitRowsProps) {
  return (
    <ul className="divide-y divide-line">
      {groupsOf(rows).map(({ key, first, rows: alike }) => (
        <li key={key} className="grid gap-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_16rem] sm:gap-4">
          <div className="min-w-0">
            {alike.slice(0, SHOWN).map(({ row, sentence }) => (
              <p key={row} className="[overflow-wrap:anywhere]">
                {sentence}
              </p>
            ))}
            {alike.length > SHOWN ? (
              <p className="text-muted">
                and {formatCount(alike.length - SHOWN, "more row", "more rows")}
              </p>
            ) : null}
            {first.column === null ? (
              <p className="text-muted">Mend it in the file, or leave it out.</p>
            ) : null}
          </div>
          {first.column === null ? null : (
            <Field
              label={`${first.column}, row ${first.row}`}
              {...(alike.length > 1 ? { aside: `in all ${alike.length}` } : {})}
            >
              {(control) => (
                <Input
                  {...control}
                  name={`${first.column} ${first.row}`}
                  autoComplete="off"
                  value={mended[first.column ?? ""]?.[first.row] ?? first.found}
                  onChange={(event) => onMend(withCells(mended, alike, event.target.value))}
                />
              )}
            </Field>
          )}
        </li>
      ))}
    </ul>
  );
}

function withCells(mended: Mended, rows: readonly UnfitRow[], text: string): Mended {
  const column = rows[0]?.column ?? "";
  const typed = Object.fromEntries(rows.map(({ row }) => [String(row), text]));
  return { ...mended, [column]: { ...mended[column], ...typed } };
}
