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
