import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { disruptionInput } from "../schema";

/**
 * Write down what keeps shipments: an area, a node, a service or a carrier, from a day to a day, and
 * what it does. Plans count with it from the commit on; the worker moves the promises of open orders
 * that it concerns, and back those that a changed one concerns no more. Each customer hears once of a
 * date that moved.
 *
 * @throws NOT_FOUND when it was withdrawn, or there is none; INVALID_INPUT naming what does not exist
 */
export const setDisruption = defineCommand({
  name: "network.set_disruption",
  input: disruptionInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { disruptionId, reason, ...facts }) => {
    await requireKnown(sql, facts);
    const isArea = facts.scope === "area";
    const isService = facts.scope === "service";
    const row = {
      country: isArea ? facts.country : null,
      region: isArea ? facts.region || null : null,
      postalPrefix: isArea ? facts.postalPrefix || null : null,
      reach: isArea ? facts.reach : "destinations",
      nodeId: facts.scope === "node" ? facts.nodeId : null,
      serviceCode: isService ? facts.serviceCode : null,
      carrier: isService ? facts.carrier : null,
    };
    const id = disruptionId ?? newId(now.getTime());
    if (disruptionId === null) {
      await sql`
        insert into disruption (id, scope, country, region, postal_prefix, reach, node_id, service_code,
          carrier, from_day, until_day, delay_days, reason, opened_by, opened_at)
        values (${id}, ${facts.scope}, ${row.country}, ${row.region}, ${row.postalPrefix},
          ${row.reach}, ${row.nodeId}, ${row.serviceCode}, ${row.carrier}, ${facts.from}, ${facts.until},
          ${facts.delayDays}, ${reason}, ${actor.name}, ${now})`;
    } else {
      const changed = await sql`
        update disruption set scope = ${facts.scope}, country = ${row.country},
          region = ${row.region}, postal_prefix = ${row.postalPrefix}, reach = ${row.reach}, node_id = ${row.nodeId},
          service_code = ${row.serviceCode}, carrier = ${row.carrier}, from_day = ${facts.from},
          until_day = ${facts.until}, delay_days = ${facts.delayDays}, reason = ${reason}
        where id = ${id} and withdrawn_at is null returning 1`;
      if (changed.length === 0) {
        throw new DomainError("NOT_FOUND", "There is no such disruption, or it was withdrawn", {
          disruptionId,
        });
      }
    }
    emit({
      type: disruptionId === null ? "disruption.opened" : "disruption.changed",
      subject: { kind: "disruption", id },
      reason,
      payload: { ...facts, ...row },
    });
    return { disruptionId: id };
  },
});

type Named = {
  readonly nodeId: string | null;
  readonly serviceCode: string | null;
  readonly carrier: string | null;
};

async function requireKnown(sql: RawTx, { nodeId, serviceCode, carrier }: Named): Promise<void> {
  const [known] = await sql<{ node: boolean; service: boolean; carrier: boolean }[]>`
    select ${nodeId}::uuid is null or exists (select from node where id = ${nodeId} and retired_at is null) as node,
      ${serviceCode}::text is null
        or exists (select from carrier_service where code = ${serviceCode}) as service,
      ${carrier}::text is null
        or exists (select from carrier_service where carrier = ${carrier}) as carrier`;
  const faults = [
    { field: "nodeId", isKnown: known?.node, message: "There is no such node" },
    { field: "serviceCode", isKnown: known?.service, message: "There is no such service" },
    { field: "carrier", isKnown: known?.carrier, message: "There is no such carrier" },
  ].flatMap(({ field, isKnown, message }) =>
    isKnown === false ? [{ field, code: "unknown", message }] : [],
  );
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", "Some fields are not right", { faults });
  }
}
