import type { z } from "zod";
import type { RestrictionKind } from "@/server/oms/orders/decide-restriction";
import type { restrictionInput } from "@/server/oms/orders/schema";

/** The columns of a list of restrictions, as the API calls them. */
export const RESTRICTION_COLUMNS = [
  "reference",
  "kind",
  "sku",
  "category",
  "country",
  "region",
  "postalPrefix",
  "channelCode",
  "companyCode",
  "validFrom",
  "validTo",
  "reason",
] as const;

type Sent = z.input<typeof restrictionInput>;

/**
 * Rows as they are pasted from a sheet, under a line that names the columns. What a cell says is judged by
 * the server, which names the row.
 */
export function restrictionsFrom(text: string): Sent[] {
  const [head = "", ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const separator = ["\t", ";", ","].find((each) => head.includes(each)) ?? "\t";
  const names = cellsOf(head, separator).map((name) =>
    name.toLowerCase().replaceAll(/[^a-z]/g, ""),
  );
  return lines.map((line) => {
    const cells = cellsOf(line, separator);
    const cell = (column: (typeof RESTRICTION_COLUMNS)[number]) =>
      cells[names.indexOf(column.toLowerCase())] ?? "";
    return {
      reference: cell("reference"),
      // Another word is refused by the server, which names the row.
      kind: cell("kind") as RestrictionKind,
      sku: cell("sku"),
      category: cell("category"),
      country: cell("country"),
      region: cell("region"),
      postalPrefix: cell("postalPrefix"),
      channelCode: cell("channelCode"),
      companyCode: cell("companyCode"),
      validFrom: cell("validFrom"),
      validTo: cell("validTo"),
      reason: cell("reason"),
    };
  });
}

/** Cells of one line; what stands in quotes may hold the separator. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [""];
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') {
      isQuoted = !isQuoted;
    } else if (letter === separator && !isQuoted) {
      cells.push("");
    } else {
      cells.push((cells.pop() ?? "") + letter);
    }
  }
  return cells.map((cell) => cell.trim());
}
