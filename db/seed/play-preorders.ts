import { Readable } from "node:stream";
import type { Connection } from "@/db/client";
import { replanPreorder } from "@/server/oms/allocation/commands/replan-preorder";
import { setComingOut } from "@/server/oms/backorders/commands/set-coming-out";
import { findPreordered } from "@/server/oms/backorders/store-preorders";
import { importCatalog } from "@/server/oms/imports/commands/import-items";
import { openTable } from "@/server/oms/imports/queries-table";
import { catalogMapping } from "@/server/oms/imports/schema";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { present } from "@/server/oms/kernel/assert";
import { addDays, type LocalDate, localDate } from "@/server/oms/kernel/local-date";
import type { Actor } from "@/server/shell/actor";
import type { Ctx } from "@/server/shell/command";
import { DEFAULT_SERVICE } from "./carriers";
import { demoId } from "./demo-id";
import { DEMO_COMPANY } from "./load-accounts";
import { ctxAt } from "./play-orders";

const DAY_MS = 86_400_000;

/** Next year's helmets: one may be pre-ordered, one only be looked at. */
const COMING = [
  { code: "HL-S300-G", name: "Sport-300 Helmet, Graphite", days: 43, limit: 60 },
  { code: "HL-S300-W", name: "Sport-300 Helmet, White", days: 64, limit: 0 },
] as const;

const MOVED = "The maker ships a week later";

/** Who pre-ordered, how many, and so many days ago. */
const PREORDERS = [
  [DEMO_COMPANY, 12, 6],
  ["AW00000018", 8, 5],
  ["AW00000024", 20, 3],
] as const;

const fileOf = (today: LocalDate): string =>
  [
    "code,name,description,category,grams,list_price,comes_out_on,preorder_limit",
    ...COMING.map(({ code, name, days, limit }) =>
      [
        ...[code, `"${name}"`, '"Universal fit, well-vented, snap-on visor."', "Accessories"],
        ...["340", "39.99", addDays(today, days), String(limit)],
      ].join(","),
    ),
  ].join("\r\n");

/** Products that are not out yet, as a catalog file brings them, and the first orders of one of them. */
export async function playPreorders(database: Connection, actor: Actor, now: Date): Promise<void> {
  const at = (daysAgo: number) =>
    ctxAt(database, actor, new Date(now.getTime() - daysAgo * DAY_MS));
  const today = localDate(now.toISOString().slice(0, 10));
  await importCatalog(at(8), {
    table: await openTable({
      name: "next-year.csv",
      bytes: () => Readable.from([Buffer.from(fileOf(today))]),
    }),
    mapping: catalogMapping.parse({}),
    lookups: new Map(),
    isDryRun: false,
    onProgress: () => {},
    onRejected: () => {},
  });
  const [first] = COMING;
  for (const [companyCode, quantity, daysAgo] of PREORDERS) {
    await placeOrder(at(daysAgo), demoId<string>("preorder", companyCode), {
      ...{ companyCode, channelCode: "phone", serviceCode: DEFAULT_SERVICE },
      lines: [{ sku: first.code, quantity }],
    });
  }
  await setComingOut(at(1), demoId<string>("coming", "moved"), {
    sku: first.code,
    comesOutOn: addDays(today, first.days + 7),
    preorderLimit: first.limit,
    reason: MOVED,
  });
  await dateAgain(at(1), first.code);
}

/** What the worker does when the day moved: nothing runs yet. */
async function dateAgain(ctx: Ctx, code: string): Promise<void> {
  const { sql } = ctx.database;
  const [sku] = await sql<{ id: string }[]>`select id from sku where code = ${code}`;
  const { id: skuId } = present(sku, "a SKU that was just brought");
  for (const orderId of await findPreordered(sql, skuId)) {
    const key = demoId<string>("preorder_moved", orderId);
    await replanPreorder(ctx, key, { orderId, skuId, why: MOVED });
  }
}
