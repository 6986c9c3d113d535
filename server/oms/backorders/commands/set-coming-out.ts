import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { DomainError, type Fault } from "../../kernel/errors";
import type { LocalDate } from "../../kernel/local-date";
import { QUANTITY_MAX } from "../../kernel/quantity";

/**
 * Say on which day a SKU comes out, and how many of it may be pre-ordered until then. Until that day no
 * unit of it is sold from stock or given to a node, and what is ordered is a pre-order. Orders that are
 * open get their new dates by the worker, one after the other; without a day the SKU is out, and who
 * waits for it is served.
 *
 * Locks the SKU: orders of it that are being placed are waited for, and see the new day after.
 *
 * @returns whether anything changed
 * @throws INVALID_INPUT when there is no such SKU, it is a kit, or the day has come; ILLEGAL_TRANSITION
 *   when nodes have units of it to send
 */
export const setComingOut = defineCommand({
  name: "backorders.set_coming_out",
  input: z
    .object({
      sku: z.string().trim().min(1, "Name it by its code").max(80),
      /** Null: it is out. */
      comesOutOn: z.iso
        .date("Write a date as YYYY-MM-DD")
        .transform((date) => date as LocalDate)
        .nullable(),
      /** Null: any number; 0: none may be ordered before that day. */
      preorderLimit: z.int().min(0).max(QUANTITY_MAX).nullable().default(null),
      /** Customers whose date moves read it. */
      reason: z.string().trim().max(500).default(""),
    })
    .refine(({ comesOutOn, preorderLimit }) => comesOutOn !== null || preorderLimit === null, {
      path: ["preorderLimit"],
      message: "Name the day on which it comes out: pre-orders end with it",
    }),
  wall: "staff",
  run: async (env, { sku: code, comesOutOn, preorderLimit, reason }) => {
    const { sql, emit } = env;
    const sku = await lockSku(env, code);
    const isMoved = sku.comesOutOn !== comesOutOn;
    if (!isMoved && sku.preorderLimit === preorderLimit) {
      return { sku: sku.code, isChanged: false };
    }
    if (isMoved && comesOutOn !== null) {
      await requireNotOut(env, sku, comesOutOn);
    }
    await sql`
      update sku set comes_out_on = ${comesOutOn}, preorder_limit = ${preorderLimit}
      where id = ${sku.id}`;
    const about = { code: sku.code, before: sku.comesOutOn, after: comesOutOn, preorderLimit };
    emit({
      type: comesOutOn === null ? "sku.came_out" : "sku.coming_out_set",
      subject: { kind: "sku", id: sku.id },
      ...(reason === "" ? {} : { reason }),
      payload: comesOutOn === null ? { ...about, isEarly: true } : { ...about, isMoved },
    });
    return { sku: sku.code, isChanged: true };
  },
});

type ComingSku = {
  readonly id: string;
  readonly code: string;
  readonly comesOutOn: LocalDate | null;
  readonly preorderLimit: number | null;
  readonly isKit: boolean;
};

async function lockSku({ sql }: CommandEnv, code: string): Promise<ComingSku> {
  const [sku] = await sql<ComingSku[]>`
    select id, code, comes_out_on::text as "comesOutOn", preorder_limit as "preorderLimit",
      exists (select from kit_component where kit_sku_id = sku.id) as "isKit"
    from sku where upper(code) = upper(${code}) for update`;
  if (sku === undefined) {
    throw refused({ field: "sku", code: "unknown", message: `There is no SKU “${code}”` });
  }
  if (sku.isKit) {
    const message = `${sku.code} is a kit: it comes out with its components, set their days`;
    throw refused({ field: "sku", code: "is_kit", message });
  }
  return sku;
}

/** A day that is over for nobody, of a SKU that no node is about to send. */
async function requireNotOut(
  { sql, now }: CommandEnv,
  sku: ComingSku,
  day: LocalDate,
): Promise<void> {
  if (day <= now.toISOString().slice(0, 10)) {
    const message = "Name a day to come: what is out has none";
    throw refused({ field: "comesOutOn", code: "past", message });
  }
  const [work] = await sql<{ units: number }[]>`
    select coalesce(sum(released), 0)::int as units from order_line
    where sku_id = ${sku.id} and released > 0`;
  if (work !== undefined && work.units > 0) {
    const units = work.units === 1 ? "1 unit of it is" : `${work.units} units of it are`;
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `${sku.code} is out: ${units} with nodes to be sent. Let them leave or call them back first`,
      { sku: sku.code, units: work.units },
    );
  }
}

const refused = (fault: Fault) =>
  new DomainError("INVALID_INPUT", fault.message, { faults: [fault] });
