import type { Connection } from "@/db/client";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { setSubstitution } from "@/server/oms/customers/commands/set-substitution";
import type { Actor } from "@/server/shell/actor";
import { demoId } from "./demo-id";
import { ctxAt } from "./play-orders";
import { readTable, type TableRow } from "./tables";

/** What is taken off the shelves at once: the socks come in another colour only. */
const AT_ONCE = "Socks";

/** Takes what follows a SKU without being asked. */
const ALLOWING = "AW00000002";

type Relation = Parameters<typeof setRelations>[2]["relations"][number];

/**
 * What may ship instead of what: what Adventure Works made after a model ended, and the same model in the
 * same size in another colour. Said last, so that the weeks before were lived without it.
 */
export async function playRelations(database: Connection, actor: Actor, now: Date): Promise<void> {
  const rows = readTable("skus");
  const ctx = ctxAt(database, actor, now);
  await setRelations(ctx, demoId<string>("relations", "all"), {
    relations: [...rows.flatMap(successorOf), ...otherColours(rows)],
  });
  await setSubstitution(ctx, demoId<string>("substitution", ALLOWING), {
    company: ALLOWING,
    substitution: "allow",
  });
}

const successorOf = (row: TableRow): Relation[] =>
  row.text("superseded_by") === ""
    ? []
    : [
        {
          kind: "supersession",
          sku: row.text("code"),
          instead: row.text("superseded_by"),
          price: "lower",
          timing: row.text("subcategory") === AT_ONCE ? "at_once" : "when_out",
        },
      ];

function otherColours(rows: readonly TableRow[]): Relation[] {
  const active = rows.filter((row) => row.text("lifecycle") === "active");
  return active.flatMap((row, at) => {
    const isSame = (other: TableRow) =>
      ["model", "size"].every((column) => other.text(column) === row.text(column));
    const next = active.slice(at + 1).find(isSame);
    return next === undefined || row.text("model") === ""
      ? []
      : [
          {
            kind: "substitution",
            sku: row.text("code"),
            instead: next.text("code"),
            isMutual: true,
            price: "lower",
          } satisfies Relation,
        ];
  });
}
