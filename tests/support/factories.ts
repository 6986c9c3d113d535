import { randomUUID } from "node:crypto";
import type { Connection } from "@/db/client";
import type { BackorderPolicy } from "@/server/oms/catalog/types";
import { anyWeight } from "@/server/oms/network/decide-freight";
import type { FreightTariff } from "@/server/oms/network/types";
import { type Actor, systemActor } from "@/server/shell/actor";
import type { Clock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";

/** Each factory makes its own rows with fresh ids and codes: no test can meet another's. */

export const unique = (prefix: string) => `${prefix}-${randomUUID().slice(0, 8).toUpperCase()}`;

/** A Tuesday at 09:00 in Chicago, in a week without holidays. */
export const TUESDAY = new Date("2026-11-10T15:00:00Z");

export const fixedClock = (now: Date = TUESDAY): Clock => ({ now: () => now });

export const ctxOf = (
  database: Connection,
  actor: Actor = systemActor("test"),
  now: Date = TUESDAY,
): Ctx => ({ database, actor, clock: fixedClock(now) });

/** An actor with exactly these rights. */
export const actorWith = (
  capabilities: readonly string[],
  over: Partial<Omit<Actor, "capabilities">> = {},
): Actor => ({
  ...systemActor("test"),
  kind: "user",
  ...over,
  capabilities: new Set(capabilities),
});

export const TARIFF: FreightTariff = {
  currency: "USD",
  countryGroups: [["US"]],
  within: [
    { code: "near", upToMiles: 600, transitDays: 2, breaks: anyWeight(800, 60_000) },
    { code: "far", upToMiles: null, transitDays: 4, breaks: anyWeight(1_200, 110_000) },
  ],
  across: [],
  minimumMinor: 500,
  takesNextBreak: false,
  surcharges: [],
};

/** One calendar, one service "ground", one profile and the channels; once per database. */
export async function givenNetwork({ sql }: Connection) {
  const calendarId = newId();
  await sql`insert into calendar (id, code, name, working_days) values (${calendarId}, ${unique("CAL")}, 'Monday to Friday', 31)`;
  await sql`
    insert into carrier_service (code, carrier, name, tariff, calendar_id, tracking_prefix)
    values ('ground', 'Ordinate Freight', 'Ground', ${sql.typed(TARIFF, 3802)}, ${calendarId}, 'OF')
    on conflict do nothing`;
  const parameters = { splitPenaltyMinor: 500, inboundConfidenceMinPercent: 50, stepsMax: 20_000 };
  await sql`
    insert into sourcing_profile (ref, version, status, parameters, activated_at)
    values ('default', 1, 'active', ${sql.typed(parameters, 3802)}, now()) on conflict do nothing`;
  const channels = ["portal", "phone", "api", "csv", "edi"] as const;
  for (const kind of channels) {
    await sql`insert into channel (id, code, name, kind) values (${newId()}, ${kind}, ${kind}, ${kind}) on conflict do nothing`;
  }
  await sql`insert into payment_terms (code, name, net_days) values ('net30', 'Net 30', 30) on conflict do nothing`;
  return { calendarId };
}

export type GivenNode = { readonly id: string; readonly code: string; readonly name: string };

/** A node near Reno unless told otherwise, in the pool of every channel. */
export async function givenNode(
  { sql }: Connection,
  calendarId: string,
  over: Partial<{
    name: string;
    latitude: number;
    longitude: number;
    capacity: number | null;
    priority: number;
    buffer: number;
    timeZone: string;
  }> = {},
): Promise<GivenNode> {
  const id = newId();
  const code = unique("N");
  const name = over.name ?? code;
  await sql`
    insert into node (id, code, name, kind, address1, city, region, postal_code, country, latitude,
      longitude, time_zone, calendar_id, daily_capacity_lines, handling_per_order, handling_per_line,
      handling_per_unit, priority)
    values (${id}, ${code}, ${name}, 'warehouse', '1 Dock Rd', 'Reno', 'NV', '89501', 'US',
      ${over.latitude ?? 39.53}, ${over.longitude ?? -119.81}, ${over.timeZone ?? "America/Los_Angeles"},
      ${calendarId}, ${over.capacity ?? null}, 100, 20, 5, ${over.priority ?? 100})`;
  await sql`insert into node_cut_off (node_id, service_code, local_time) values (${id}, 'ground', '16:00')`;
  await sql`insert into channel_node (channel_id, node_id, buffer_units)
    select id, ${id}, ${over.buffer ?? 0} from channel`;
  return { id, code, name };
}

export type GivenSku = { readonly id: string; readonly code: string };

export async function givenSku(
  { sql }: Connection,
  over: Partial<{
    code: string;
    packMultiple: number;
    minQuantity: number;
    backorderPolicy: BackorderPolicy;
    backorderLimit: number;
    backorderDays: number;
    listPriceE4: number;
    leadTimeDays: number;
    grams: number;
  }> = {},
): Promise<GivenSku> {
  const id = newId();
  const code = over.code ?? unique("SKU");
  await sql`
    insert into sku (id, code, name, pack_multiple, min_quantity, grams, backorder_policy,
      backorder_limit, backorder_days, list_price_e4, lead_time_days)
    values (${id}, ${code}, ${`Thing ${code}`}, ${over.packMultiple ?? 1}, ${over.minQuantity ?? 1},
      ${over.grams ?? 500}, ${over.backorderPolicy ?? "backorder"}, ${over.backorderLimit ?? null},
      ${over.backorderDays ?? null},
      ${over.listPriceE4 ?? 125_000}, ${over.leadTimeDays ?? 14})`;
  return { id, code };
}

/** A kit of these components, in this order. */
export async function givenKit(
  database: Connection,
  components: readonly (readonly [GivenSku, number])[],
  over: Parameters<typeof givenSku>[1] = {},
): Promise<GivenSku> {
  const kit = await givenSku(database, { code: unique("KIT"), ...over });
  for (const [index, [component, quantity]] of components.entries()) {
    await database.sql`
      insert into kit_component (kit_sku_id, component_sku_id, quantity, position)
      values (${kit.id}, ${component.id}, ${quantity}, ${index + 1})`;
  }
  return kit;
}

/** Stock that came in through the ledger, as all stock does. */
export async function givenStock(
  { sql }: Connection,
  {
    skuId,
    nodeId,
    onHand,
    safetyStock = 0,
  }: { skuId: string; nodeId: string; onHand: number; safetyStock?: number },
): Promise<void> {
  await sql`insert into stock_level (sku_id, node_id, on_hand, safety_stock)
    values (${skuId}, ${nodeId}, ${onHand}, ${safetyStock})`;
  if (onHand > 0) {
    await sql`
      insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
        cause_id, actor_id, occurred_at)
      values (${skuId}, ${nodeId}, 'received', ${onHand}, 0, 'test', ${newId()}, 'test', now())`;
  }
}

export async function givenInbound(
  { sql }: Connection,
  {
    skuId,
    nodeId,
    quantity,
    eta,
    confidence = 100,
  }: { skuId: string; nodeId: string; quantity: number; eta: string; confidence?: number },
): Promise<string> {
  const id = newId();
  await sql`
    insert into inbound_supply (id, kind, reference, node_id, sku_id, quantity, eta, original_eta, confidence)
    values (${id}, 'purchase_order', ${unique("PO")}, ${nodeId}, ${skuId}, ${quantity}, ${eta}, ${eta}, ${confidence})`;
  return id;
}

export type GivenCompany = {
  readonly id: string;
  readonly code: string;
  readonly locationId: string;
  readonly contactId: string;
  readonly contactEmail: string;
};

/** A company in San Francisco with one ship-to and one contact. */
export async function givenCompany(
  { sql }: Connection,
  over: Partial<{
    creditLimit: number | null;
    requiresPo: boolean;
    status: "active" | "blocked";
    priceListId: string;
    spendingLimit: number | null;
  }> = {},
): Promise<GivenCompany> {
  const id = newId();
  const code = unique("C");
  const locationId = newId();
  const contactId = newId();
  const contactEmail = `${code.toLowerCase()}@example.test`;
  await sql`
    insert into company (id, code, name, status, currency, payment_terms_code, credit_limit,
      price_list_id, requires_po)
    values (${id}, ${code}, ${`Company ${code}`}, ${over.status ?? "active"}, 'USD', 'net30',
      ${over.creditLimit ?? null}, ${over.priceListId ?? null}, ${over.requiresPo ?? false})`;
  await sql`
    insert into company_location (id, company_id, code, name, address1, city, region, postal_code,
      country, latitude, longitude, is_default)
    values (${locationId}, ${id}, 'MAIN', 'Main store', '1 Market St', 'San Francisco', 'CA', '94105',
      'US', 37.79, -122.39, true)`;
  await sql`
    insert into contact (id, company_id, name, email, role, spending_limit)
    values (${contactId}, ${id}, 'Pat Buyer', ${contactEmail}, 'buyer', ${over.spendingLimit ?? null})`;
  return { id, code, locationId, contactId, contactEmail };
}

export async function givenPriceList(
  { sql }: Connection,
  {
    skuId,
    tiers,
    validTo = null,
  }: { skuId: string; tiers: readonly (readonly [number, number])[]; validTo?: string | null },
): Promise<string> {
  const id = newId();
  await sql`insert into price_list (id, code, name, currency, valid_to)
    values (${id}, ${unique("PL")}, 'Dealers', 'USD', ${validTo})`;
  for (const [minQuantity, unitPriceE4] of tiers) {
    await sql`insert into price_list_item (price_list_id, sku_id, min_quantity, unit_price_e4)
      values (${id}, ${skuId}, ${minQuantity}, ${unitPriceE4})`;
  }
  return id;
}
