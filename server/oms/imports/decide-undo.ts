import type { ChangedFields, ImportChange, UndoHindrance } from "./types-undo";

/** What is to be done about one thing that an import wrote. */
export type UndoStep =
  | { readonly do: "restore"; readonly fields: ChangedFields }
  | { readonly do: "remove" }
  | { readonly do: "leave"; readonly why: UndoHindrance; readonly fields: readonly string[] };

/** Values come from the database, which writes the parts of one always in the same order. */
const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The fields that a change wrote: all of what it made. */
export const changedFields = ({ before, after }: Pick<ImportChange, "before" | "after">) =>
  Object.keys(after).filter((field) => before === null || !isSame(before[field], after[field]));

/**
 * What a run did to each thing in all, when it wrote some of them more than once. A field that somebody
 * else wrote between two of its writes goes back to what they wrote.
 *
 * @param changes in the order in which they were written
 */
export function mergeChanges(changes: readonly ImportChange[]): ImportChange[] {
  const merged = new Map<string, ImportChange>();
  for (const change of changes) {
    const key = `${change.kind} ${change.subjectId}`;
    const first = merged.get(key);
    merged.set(key, first === undefined ? change : { ...change, before: earliest(first, change) });
  }
  return [...merged.values()];
}

function earliest(first: ImportChange, second: ImportChange): ChangedFields | null {
  const { before } = first;
  const { before: between } = second;
  if (before === null || between === null) {
    return before;
  }
  return Object.fromEntries(
    Object.entries(between).map(([field, value]) => [
      field,
      isSame(value, first.after[field]) ? (before[field] ?? null) : value,
    ]),
  );
}

/**
 * How something that an import wrote is put back: what the import made is removed, and of what it changed
 * the fields that it wrote get their earlier values, while others keep what they say now. Whatever of it
 * says something else by now than the import wrote was changed since, and all of it stays.
 *
 * @param now as it stands; null: it is not there any more
 */
export function decideUndo(
  change: Pick<ImportChange, "before" | "after">,
  now: ChangedFields | null,
): UndoStep {
  if (now === null) {
    return { do: "leave", why: "gone", fields: [] };
  }
  const { before, after } = change;
  const written = changedFields(change);
  const fields = written.filter((field) => !isSame(now[field], after[field]));
  if (fields.length > 0) {
    return { do: "leave", why: "changed_since", fields };
  }
  return before === null
    ? { do: "remove" }
    : {
        do: "restore",
        fields: {
          ...now,
          ...Object.fromEntries(written.map((field) => [field, before[field] ?? null])),
        },
      };
}
