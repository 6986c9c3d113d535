import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { createServiceInput } from "../schema";
import { findCalendarId, requireAll } from "../store-edit";

/**
 * Open a carrier's service with its tariff, and say which nodes offer it until when. Orders may ask
 * for it from now on.
 *
 * @throws DUPLICATE when a service has the code; INVALID_INPUT naming what does not exist
 */
export const createService = defineCommand({
  name: "network.create_service",
  input: createServiceInput,
  wall: "staff",
  run: async ({ sql, emit }, request) => {
    const { code, name, carrier, tariff, limits, trackingPrefix, nodes, reason } = request;
    const calendarId = await findCalendarId(sql, request.calendarCode);
    const [made] = await sql<{ id: string }[]>`
      insert into carrier_service (code, carrier, name, tariff, calendar_id, tracking_prefix,
        refuses_residential, refuses_post_box, from_grams, up_to_grams)
      values (${code}, ${carrier}, ${name}, ${sql.typed(tariff, 3802)}, ${calendarId},
        ${trackingPrefix}, ${limits.refusesResidential}, ${limits.refusesPostBox},
        ${limits.fromGrams}, ${limits.upToGrams})
      on conflict (code) do nothing returning md5('carrier_service ' || code)::uuid as id`;
    if (made === undefined) {
      const message = `There is a service ${code} already`;
      throw new DomainError("DUPLICATE", message, {
        faults: [{ field: "code", code: "taken", message }],
      });
    }
    await offerAt(sql, code, nodes);
    emit({
      type: "carrier_service.created",
      subject: { kind: "carrier_service", id: made.id },
      reason,
      payload: {
        code,
        name,
        carrier,
        nodes: nodes.map(({ nodeCode }) => nodeCode),
        tariff,
        limits,
      },
    });
    return { code, nodes: nodes.length };
  },
});

type Offer = { readonly nodeCode: string; readonly localTime: string };

async function offerAt(sql: RawTx, code: string, nodes: readonly Offer[]): Promise<void> {
  const codes = nodes.map(({ nodeCode }) => nodeCode);
  const offered = await sql<{ code: string }[]>`
    with made as (
      insert into node_cut_off (node_id, service_code, local_time)
      select n.id, ${code}, o.at::time
      from unnest(${codes}::text[], ${nodes.map((one) => one.localTime)}::text[]) as o(code, at)
      join node n on n.code = o.code and n.retired_at is null
      returning node_id)
    select n.code from made m join node n on n.id = m.node_id`;
  requireAll(
    codes,
    offered.map((node) => node.code),
    (at) => `nodes.${at}.nodeCode`,
    "node",
  );
}
