/**
 * The place in a list after which the next page starts: the sort keys of a row, as opaque text.
 * What comes back from outside is checked like any other input; a broken cursor is no cursor.
 */
export type CursorKeys = readonly (string | number | null)[];

export const encodeCursor = (keys: CursorKeys): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(keys))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** @returns the keys, exactly `length` of them; null when the text is not a cursor of this list */
export function decodeCursor(text: string | null | undefined, length: number): CursorKeys | null {
  if (!text) {
    return null;
  }
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const keys: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0))),
    );
    return Array.isArray(keys) && keys.length === length && keys.every(isKey) ? keys : null;
  } catch {
    return null;
  }
}

const isKey = (key: unknown): key is string | number | null =>
  key === null || typeof key === "string" || typeof key === "number";

/**
 * A page of a list that was asked for one row more than the page holds: the rows without that one, and
 * where the next page begins; null: there is none.
 */
export function pageOf<Row>(
  found: readonly Row[],
  limit: number,
  keysOf: (last: Row) => CursorKeys,
): { readonly rows: Row[]; readonly next: string | null } {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows,
    next: found.length > limit && last !== undefined ? encodeCursor(keysOf(last)) : null,
  };
}
