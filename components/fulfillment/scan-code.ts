export type ScannedCode = { readonly code: string; readonly quantity: number };

/**
 * What was scanned or typed: a code, or "12*CODE" for twelve units of it at once.
 *
 * @returns null when there is no code in it
 */
export function readScan(text: string): ScannedCode | null {
  const trimmed = text.trim();
  const counted = /^(\d{1,5})\s*[*×]\s*(\S.*)$/.exec(trimmed);
  const quantity = Number(counted?.[1] ?? 1);
  const code = counted?.[2] ?? trimmed;
  return code === "" || quantity < 1 ? null : { code, quantity };
}
