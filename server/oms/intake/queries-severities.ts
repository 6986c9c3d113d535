import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import {
  type FindingCode,
  type FindingSeverity,
  findingCodes,
  severitiesOf,
  type UsualSeverity,
  usualOf,
} from "./decide-severity";

export type SetSeverity = {
  /** Null: of all channels. */
  readonly channelCode: string | null;
  readonly channel: string | null;
  /** Null: it was taken back. */
  readonly severity: FindingSeverity | null;
  readonly version: number;
  readonly savedBy: string;
  readonly savedAt: Date;
};

export type FindingPolicy = {
  readonly code: FindingCode;
  readonly usual: UsualSeverity;
  /** Those that it can have. */
  readonly severities: readonly FindingSeverity[];
  readonly set: readonly SetSeverity[];
};

/** Every finding whose severity can be set, with what was set for it. */
export const listFindingPolicies = defineQuery({
  name: "orders.list_finding_policies",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql }): Promise<FindingPolicy[]> => {
    const rows = await sql<(SetSeverity & { code: string })[]>`
      select p.code, c.code as "channelCode", c.name as channel, p.severity, p.version,
        p.saved_by as "savedBy", p.saved_at as "savedAt"
      from finding_policy p left join channel c on c.id = p.channel_id
      order by c.name nulls first, p.code`;
    return findingCodes.map((code) => ({
      code,
      usual: usualOf(code),
      severities: severitiesOf(code),
      set: rows.flatMap(({ code: of, ...set }) => (of === code ? [set] : [])),
    }));
  },
});
