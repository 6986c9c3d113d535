import type { CommandEnv } from "@/server/shell/command";
import { DomainError, type Fault } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";

/** A SKU as whoever sets its day looks at it, locked. */
export type ComingSku = {
  readonly id: string;
  readonly code: string;
  readonly comesOutOn: LocalDate | null;
  readonly preorderLimit: number | null;
  readonly isKit: boolean;
  /** Units that nodes have to send. */
  readonly released: number;
};

/** A SKU by its code; orders of it that are being placed or given to nodes are waited for. */
export async function lockComingSku({ sql }: CommandEnv, code: string): Promise<ComingSku | null> {
  const [found] = await sql<{ id: string }[]>`
    select id from sku where upper(code) = upper(${code}) for update`;
  if (found === undefined) {
    return null;
  }
  const [sku] = await sql<ComingSku[]>`
    select id, code, comes_out_on::text as "comesOutOn", preorder_limit as "preorderLimit",
      exists (select from kit_component where kit_sku_id = sku.id) as "isKit",
      (select coalesce(sum(l.released), 0)::int from order_line l
        where l.sku_id = sku.id and l.released > 0) as released
    from sku where id = ${found.id}`;
  return sku ?? null;
}

/** What keeps a SKU from coming out on a day to come; null: nothing does. */
export function whyNotComing(sku: ComingSku, day: LocalDate): DomainError | null {
  if (sku.isKit) {
    const message = `${sku.code} is a kit: it comes out with its components, set their days`;
    return comingRefused({ field: "sku", code: "is_kit", message });
  }
  if (sku.comesOutOn === day || sku.released === 0) {
    return null;
  }
  const units = sku.released === 1 ? "1 unit of it is" : `${sku.released} units of it are`;
  return new DomainError(
    "ILLEGAL_TRANSITION",
    `${sku.code} is out: ${units} with nodes to be sent. Let them leave or call them back first`,
    { sku: sku.code, units: sku.released },
  );
}

export const comingRefused = (fault: Fault): DomainError =>
  new DomainError("INVALID_INPUT", fault.message, { faults: [fault] });

/**
 * Write on which day a locked SKU comes out, and how many may be pre-ordered; without a day it is out.
 * The event is what the worker dates its orders by.
 *
 * @returns whether anything changed
 */
export async function writeComingOut(
  { sql, emit }: CommandEnv,
  sku: ComingSku,
  { comesOutOn, preorderLimit }: Pick<ComingSku, "comesOutOn" | "preorderLimit">,
  reason: string,
): Promise<boolean> {
  const isMoved = sku.comesOutOn !== comesOutOn;
  if (!isMoved && sku.preorderLimit === preorderLimit) {
    return false;
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
  return true;
}
