import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { decideLane, rateShipment, type ShipmentPrice } from "./decide-freight";
import type { ServiceUse } from "./decide-retire-service";
import { tariffSchema } from "./schema";
import { limitsOf } from "./store";
import { findPostalPoint } from "./store-postal";
import { readServiceUse } from "./store-service-use";
import type { FreightTariff, ServiceLimits } from "./types";

export type ServiceChoice = {
  readonly code: string;
  readonly name: string;
  readonly carrier: string;
};

/** The carriers' services that an order may ask for, in the order in which they are offered. */
export const listServices = defineQuery({
  name: "network.list_services",
  input: z.object({}),
  wall: "public",
  run: ({ sql }) => sql<ServiceChoice[]>`
    select code, name, carrier from carrier_service where retired_at is null
    order by name, code limit 100`,
});

export type TariffRow = ServiceChoice & {
  readonly calendarId: string;
  readonly calendar: string;
  readonly tariff: FreightTariff;
  readonly limits: ServiceLimits;
  /** Orders may ask for it no more since then; null: they may. */
  readonly retiredAt: Date | null;
  /** Nodes that offer it. */
  readonly nodes: number;
};

/** The carriers' services with all that they charge. */
export const listTariffs = defineQuery({
  name: "network.list_tariffs",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<TariffRow[]>`
    select s.code, s.name, s.carrier, s.calendar_id as "calendarId", c.name as calendar, s.tariff,
      ${limitsOf(sql)} as limits, s.retired_at as "retiredAt",
      (select count(*)::int from node_cut_off o where o.service_code = s.code) as nodes
    from carrier_service s join calendar c on c.id = s.calendar_id order by s.retired_at is not null, s.name, s.code`,
});

/** What a service is used for now: what is told before it is retired. */
export const findServiceUse = defineQuery({
  name: "network.find_service_use",
  input: z.object({ code: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql, now }, { code }): Promise<ServiceUse> => {
    const found = await sql`select 1 from carrier_service where code = ${code}`;
    if (found.length === 0) {
      throw new DomainError("NOT_FOUND", "There is no such service", { code });
    }
    return readServiceUse(sql, code, now);
  },
});

export type ParcelPrice = ShipmentPrice & {
  readonly zone: string;
  readonly miles: number | null;
  readonly transitDays: number;
};

/**
 * What a parcel would cost by a tariff, which need not be saved: by the reckoning of the planner and
 * of the shipping desk. A postal code that is not known is priced by the farthest zone, as there.
 *
 * @throws NOT_FOUND when there is no such node; INVALID_INPUT when the tariff does not reach there
 */
export const priceParcel = defineQuery({
  name: "network.price_parcel",
  input: z.object({
    tariff: tariffSchema,
    nodeCode: z.string().trim().min(1).max(40),
    country: z.string().trim().toUpperCase().length(2, "Write two letters, as US"),
    postalCode: z.string().trim().max(20),
    isResidential: z.boolean().default(false),
    grams: z.int("Write whole grams").min(1).max(100_000_000),
  }),
  wall: "staff",
  run: async ({ sql }, { tariff, nodeCode, grams, ...to }): Promise<ParcelPrice> => {
    const [from] = await sql<{ country: string; latitude: number; longitude: number }[]>`
      select country, latitude, longitude from node where code = ${nodeCode}`;
    if (from === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such node", { nodeCode });
    }
    const point = await findPostalPoint(sql, to.country, to.postalCode);
    const lane = decideLane(tariff, { country: from.country, point: from }, { ...to, point });
    if (!lane.ok) {
      const message = "The tariff has no zone that reaches there";
      throw new DomainError("INVALID_INPUT", message, {
        faults: [{ field: "country", code: "not_served", message }],
      });
    }
    const { zone, miles } = lane.value;
    return {
      ...rateShipment(tariff, lane.value, grams),
      zone: zone.code,
      miles,
      transitDays: zone.transitDays,
    };
  },
});
