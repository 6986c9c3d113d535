/** The order pad's address with lines to bring along: `?add=TT-M928*10,WB-H098*6`. */
export type PadLine = { code: string; quantity: number };

export function padHref(lines: readonly PadLine[]): string {
  const add = lines
    .map(({ code, quantity }) => `${encodeURIComponent(code)}*${quantity}`)
    .join(",");
  return `/portal/order?add=${encodeURIComponent(add)}`;
}

type OrderedLine = {
  readonly sku: string;
  readonly ordered: number;
  readonly kit: { readonly group: number; readonly code: string; readonly quantity: number } | null;
};

/** An order's lines as they were asked for: a kit stands once, not its components. */
export function reorderLines(lines: readonly OrderedLine[]): PadLine[] {
  const groups = new Set<number>();
  return lines.flatMap(({ sku, ordered, kit }) => {
    if (kit === null) {
      return [{ code: sku, quantity: ordered }];
    }
    const isKnown = groups.has(kit.group);
    groups.add(kit.group);
    return isKnown ? [] : [{ code: kit.code, quantity: kit.quantity }];
  });
}

/** What `?add=` brings; what is not "code*quantity" is not a line. */
export function padLinesOf(add: string | readonly string[] | undefined): PadLine[] {
  const text = typeof add === "string" ? add : "";
  return text.split(",").flatMap((entry) => {
    const at = entry.lastIndexOf("*");
    const quantity = Number(entry.slice(at + 1));
    const code = decoded(entry.slice(0, Math.max(0, at)));
    return code !== "" && Number.isSafeInteger(quantity) && quantity > 0
      ? [{ code, quantity }]
      : [];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return "";
  }
}
