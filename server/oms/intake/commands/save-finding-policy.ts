import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { severitiesOf } from "../decide-severity";
import { findingPolicyInput } from "../schema";

/**
 * Say how severe something is that the door finds, for one channel or for all; or take that back. It
 * holds for orders that come from now on.
 *
 * @throws INVALID_INPUT for a channel that is not there, or a severity that the finding cannot have; STALE
 *   when somebody changed it meanwhile
 */
export const saveFindingPolicy = defineCommand({
  name: "orders.save_finding_policy",
  input: findingPolicyInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { code, channelCode, severity, version }) => {
    const [channel] = await sql<{ id: string }[]>`
      select id from channel where code = ${channelCode}`;
    if (channelCode !== null && channel === undefined) {
      const message = `There is no channel “${channelCode}”`;
      throw invalid("channelCode", "channel_unknown", message);
    }
    const may = severitiesOf(code);
    if (severity !== null && !may.includes(severity)) {
      const message = `This cannot be “${severity}”; choose ${may.join(" or ")}`;
      throw invalid("severity", "severity_unfit", message);
    }
    const channelId = channel?.id ?? null;
    const [saved] =
      version === null
        ? await sql<{ id: string; version: number }[]>`
            insert into finding_policy (id, code, channel_id, severity, saved_by, saved_at)
            values (${newId(now.getTime())}, ${code}, ${channelId}, ${severity}, ${actor.name}, ${now})
            on conflict do nothing returning id, version`
        : await sql<{ id: string; version: number }[]>`
            update finding_policy set severity = ${severity}, version = version + 1,
              saved_by = ${actor.name}, saved_at = ${now}
            where code = ${code} and channel_id is not distinct from ${channelId}
              and version = ${version}
            returning id, version`;
    if (saved === undefined) {
      throw new DomainError("STALE", "Somebody changed this meanwhile; look at it again", { code });
    }
    emit({
      type: "finding_policy.saved",
      subject: { kind: "finding_policy", id: saved.id },
      payload: { code, channelCode, severity, version: saved.version },
    });
    return { code, channelCode, severity, version: saved.version };
  },
});

const invalid = (field: string, code: string, message: string) =>
  new DomainError("INVALID_INPUT", message, { faults: [{ field, code, message }] });
