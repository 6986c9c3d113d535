import { expect } from "vitest";
import type { Connection } from "@/db/client";
import { allocationMachine } from "@/server/oms/allocation/machine";
import { consentMachine } from "@/server/oms/backorders/machine";
import { orderChangeMachine } from "@/server/oms/changes/machine";
import { fulfillmentOrderMachine, shipmentMachine } from "@/server/oms/fulfillment/machine";
import type { TransitionTable } from "@/server/oms/kernel/machine";
import { salesOrderMachine } from "@/server/oms/orders/machine";

type Watched = { readonly column: "state" | "status"; readonly machine: TransitionTable };

const WATCHED: Readonly<Record<string, Watched>> = {
  sales_order: { column: "status", machine: salesOrderMachine },
  allocation: { column: "state", machine: allocationMachine },
  fulfillment_order: { column: "state", machine: fulfillmentOrderMachine },
  shipment: { column: "state", machine: shipmentMachine },
  order_change: { column: "state", machine: orderChangeMachine },
  delay_consent: { column: "state", machine: consentMachine },
  substitute_consent: { column: "state", machine: consentMachine },
};

/** Have the database itself write down each step from one state to another, whoever takes it. */
export async function watchStates({ sql }: Connection): Promise<void> {
  await sql`create table seen_step (entity text, id uuid, from_state text, to_state text)`;
  for (const [table, { column }] of Object.entries(WATCHED)) {
    await sql.unsafe(`
      create function see_${table}() returns trigger language plpgsql as $$
      begin
        insert into seen_step values ('${table}', new.id, old.${column}, new.${column});
        return null;
      end $$;
      create trigger see_${table} after update on ${table} for each row
        when (old.${column} is distinct from new.${column}) execute function see_${table}()`);
  }
}

/** Nothing took a step that its machine does not know. */
export async function expectLegalSteps({ sql }: Connection): Promise<void> {
  const steps = await sql<{ entity: string; from: string; to: string }[]>`
    select distinct entity, from_state as "from", to_state as "to" from seen_step`;
  const forbidden = steps.filter(
    ({ entity, from, to }) => !Object.values(WATCHED[entity]?.machine[from] ?? {}).includes(to),
  );
  expect(forbidden).toEqual([]);
}
