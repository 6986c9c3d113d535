import type { RawSql, RawTx } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import { newId } from "@/server/shell/new-id";
import { readAlternatives } from "../catalog/store-relations";
import { linesOf } from "../intake/decide-kit";
import { skuKey } from "../intake/decide-shipping";
import { readCustomers, readInstead, readSkus, readTiers } from "../intake/store";
import { customerAt } from "../intake/store-ship-to";
import type { Customer } from "../intake/types";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import type { OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { readNetwork } from "../network/store";
import { readRestrictions } from "../orders/store-restrictions";
import type { ChangeFacts } from "./decide-change";
import { type ChangeContent, changeContent } from "./schema";
import type { ChangeAudience, LineProgress, OrderProgress, WorkProgress } from "./types";

type Sql = RawSql | RawTx;

type Header = Omit<OrderProgress, "lines" | "work">;

/**
 * An order as far as it has gone.
 *
 * @throws NOT_FOUND
 */
export async function readProgress(sql: Sql, orderId: string): Promise<OrderProgress> {
  const [[header], lines, work] = await Promise.all([
    sql<Header[]>`
      select o.id as "orderId", o.number, o.status, o.version, o.company_id as "companyId",
        c.name as company, o.company_location_id as "companyLocationId",
        o.contact_id as "contactId", h.code as "channelCode", o.currency, o.subtotal,
        o.current_promise::text as promise, o.ship_to as "shipTo",
        o.is_one_time_ship_to as "isOneTimeShipTo", o.customer_po as "customerPo",
        o.requested_date::text as "requestedDate", o.ship_after::text as "shipAfter",
        o.cancel_after::text as "cancelAfter", o.service_code as "serviceCode",
        o.ordered_ship_policy as "shipPolicy", o.note, o.substitution
      from sales_order o join company c on c.id = o.company_id join channel h on h.id = o.channel_id
      where o.id = ${orderId}`,
    sql<LineProgress[]>`
      select l.id as "lineId", l.line_number as "lineNumber", l.sku_id as "skuId", s.code as sku,
        l.description, s.base_unit as unit, l.kit_group as "kitGroup", l.ordered, l.cancelled,
        l.replaced, l.allocated, l.backordered, l.shipped, (l.released - w.units)::int as "atNodes",
        w.units as "inHand", l.unit_price_e4 as "unitPriceE4",
        l.line_total - l.cancelled_total as owed, l.current_promise::text as promise,
        case when k.id is null then null
          else json_build_object('sku', k.code, 'quantity', l.asked_quantity) end as "insteadOf"
      from order_line l join sku s on s.id = l.sku_id left join sku k on k.id = l.asked_sku_id
      cross join lateral (
        select coalesce(sum(a.quantity), 0)::int as units
        from allocation a join fulfillment_order f on f.id = a.fulfillment_order_id
        where a.order_line_id = l.id and a.state = 'released'
          and (f.state in ('picking', 'packed') or exists (
            select from fulfillment_order_line x
            where x.fulfillment_order_id = f.id and x.picked > 0))) w
      where l.order_id = ${orderId} order by l.line_number`,
    sql<WorkProgress[]>`
      select f.id, f.number, n.name as node, f.state
      from fulfillment_order f join node n on n.id = f.node_id
      where f.order_id = ${orderId} and f.state not in ('shipped', 'rejected', 'cancelled')
      order by f.ship_by desc, f.id`,
  ]);
  if (header === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such order", { orderId });
  }
  return { ...header, lines, work };
}

type FactsEnv = { readonly owner: object; readonly sql: Sql; readonly now: Date };

/** All that a change is decided by: the customer's terms, prices and the network. */
export async function readChangeFacts(
  { owner, sql, now }: FactsEnv,
  order: OrderProgress,
  content: ChangeContent,
  audience: ChangeAudience,
): Promise<ChangeFacts> {
  const customer = await readCustomer(sql, order, content);
  const codes = [...order.lines, ...content.newLines, ...content.substitutions].map(({ sku }) => ({
    text: sku,
    companyId: customer.companyId,
  }));
  const today = now.toISOString().slice(0, 10) as LocalDate;
  const [network, named] = await Promise.all([readNetwork(owner, sql), readSkus(sql, codes)]);
  const alternatives = await readAlternatives(
    sql,
    [...named.values()].map(({ id }) => id),
    today,
  );
  const instead = await readInstead(sql, [customer.companyId], [...alternatives.values()].flat());
  const skus = new Map([...instead, ...named]);
  const restrictions = await readRestrictions(owner, sql, network.version);
  const priceListId = customer.priceList?.id;
  const tiers = await readTiers(
    sql,
    priceListId === undefined
      ? []
      : [...skus.values()].map(({ id }) => ({ priceListId, skuId: id })),
  );
  return {
    audience,
    today,
    network,
    customer,
    intake: { skus, tiers, alternatives, restrictions },
    lineIds: content.newLines.map(({ sku }) => {
      const found = skus.get(skuKey({ text: sku, companyId: customer.companyId }));
      return Array.from({ length: linesOf(found) }, () => newId<OrderLineId>(now.getTime()));
    }),
    insteadIds: content.substitutions.map(() => newId<OrderLineId>(now.getTime())),
  };
}

/** The customer at the ship-to that is asked for; one that is not theirs is none. */
async function readCustomer(
  sql: Sql,
  order: OrderProgress,
  content: ChangeContent,
): Promise<Customer> {
  const request = {
    companyId: order.companyId,
    companyLocationId: content.companyLocationId ?? order.companyLocationId,
    ...(order.contactId === null ? {} : { contactId: order.contactId }),
  };
  const customers = await readCustomers(sql, [request], null);
  const customer = present(customers.get(0), "an order has a customer");
  return content.companyLocationId === undefined && order.isOneTimeShipTo
    ? customerAt(sql, { ...customer, shipTo: order.shipTo }, content.shipTo)
    : customerAt(sql, customer, content.shipTo);
}

export type OpenChange = {
  readonly changeId: string;
  readonly content: ChangeContent;
  readonly reason: string;
  readonly openedBy: string;
  readonly openedByName: string;
  readonly openedAt: Date;
};

/** The change of an order that is written down and not applied; null when there is none. */
export async function readOpenChange(sql: Sql, orderId: string): Promise<OpenChange | null> {
  const [row] = await sql<OpenChange[]>`
    select id as "changeId", content, reason, opened_by as "openedBy",
      opened_by_name as "openedByName", opened_at as "openedAt"
    from order_change where order_id = ${orderId} and state = 'open'`;
  // Content that was written down before a field was known has it now as left out.
  return row === undefined ? null : { ...row, content: changeContent.parse(row.content) };
}

/**
 * The order's open change, by its name.
 *
 * @throws STALE when it was applied or put aside meanwhile
 */
export async function requireOpenChange(
  sql: Sql,
  { orderId, changeId }: { readonly orderId: string; readonly changeId: string },
): Promise<OpenChange> {
  const open = await readOpenChange(sql, orderId);
  if (open?.changeId !== changeId) {
    throw new DomainError("STALE", "This change is not open any more; look at the order again", {
      changeId,
    });
  }
  return open;
}

/** A buyer's changes end earlier than those of staff. */
export const audienceOf = (actor: Pick<Actor, "companyId">): ChangeAudience =>
  actor.companyId === null ? "staff" : "buyer";
