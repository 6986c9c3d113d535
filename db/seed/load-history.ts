import type { Connection } from "@/db/client";
import { bookHistory } from "@/server/oms/imports/commands/book-history";
import { finishRun } from "@/server/oms/imports/commands/finish-run";
import { startRun } from "@/server/oms/imports/commands/start-run";
import type { Ctx } from "@/server/shell/command";
import { pickSome } from "./chance";
import { demoId } from "./demo-id";
import { companyIdOf } from "./load-customers";
import { channelIdOf, HISTORY_CHANNEL } from "./load-network";
import type { DemoOrder } from "./timeline";

const FILE = "orders before the go-live";
const PER_CALL = 100;

/**
 * Orders that were delivered before the system went live, booked as an import books them: known,
 * searchable and without a trace in stock.
 */
export async function loadHistory(ctx: Ctx, orders: readonly DemoOrder[]): Promise<void> {
  const { runId } = await startRun(ctx, demoId("history", "start"), {
    kind: "orders",
    fileName: FILE,
    fileHash: "",
    mode: "history",
    isDryRun: false,
  });
  for (let at = 0; at < orders.length; at += PER_CALL) {
    await bookHistory(ctx, demoId("history", "book", at), {
      runId,
      channelId: channelIdOf(HISTORY_CHANNEL),
      fileName: FILE,
      orders: orders.slice(at, at + PER_CALL).map((order) => ({
        reference: order.reference,
        sourceHash: "",
        placedAt: order.placedAt,
        currency: "USD",
        customerPo: order.customerPo,
        requestedDate: null,
        note: "",
        companyCode: order.company,
        locationCode: null,
        lines: order.lines.map(({ sku, units, unitPriceE4 }) => ({
          sku,
          description: "",
          quantity: units,
          unitPriceE4,
          requestedDate: null,
        })),
      })),
    });
  }
  const lines = orders.reduce((sum, order) => sum + order.lines.length, 0);
  await finishRun(ctx, demoId("history", "finish"), {
    runId,
    report: { read: lines, accepted: lines, merged: 0, rejected: 0, orders: orders.length },
  });
}

/** So many companies pay late and owe all they may: their next order is held. */
const LATE_PAYERS = 2;

/**
 * Open receivables as the ERP would tell them: orders younger than the terms are not paid yet.
 *
 * @param codes companies that will order next, some of them late payers
 */
export async function setReceivables(
  { sql }: Pick<Connection, "sql">,
  codes: readonly string[],
  now: Date,
): Promise<void> {
  const late = [...pickSome(LATE_PAYERS, "late payer", codes)];
  await sql`
    update company c set open_receivables = o.owed
    from (
      select s.company_id, sum(s.subtotal - s.cancelled_total) as owed
      from sales_order s join company c on c.id = s.company_id
      join payment_terms t on t.code = c.payment_terms_code
      where s.placed_at > ${now}::timestamptz - t.net_days * interval '1 day'
      group by s.company_id) o
    where c.id = o.company_id`;
  await sql`
    update company set open_receivables = credit_limit
    where id = any(${late.map(companyIdOf)}::uuid[])`;
}
