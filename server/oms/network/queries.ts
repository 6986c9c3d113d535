import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { NodeKind } from "./types";

export type NodeRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: NodeKind;
  readonly city: string;
  readonly region: string;
  readonly country: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly isOn: boolean;
  readonly offReason: string | null;
  readonly offUntil: Date | null;
};

/** The nodes that the asker works with: all, or a warehouse user's own. */
export const listNodes = defineQuery({
  name: "network.list_nodes",
  input: z.object({}),
  wall: "staff",
  run: ({ sql, actor }) => {
    const nodeIds = actor.nodeIds === null ? null : [...actor.nodeIds];
    return sql<NodeRow[]>`
      select id, code, name, kind, city, region, country, time_zone as "timeZone", latitude,
        longitude, is_on as "isOn", off_reason as "offReason", off_until as "offUntil"
      from node where retired_at is null
        and (${nodeIds}::uuid[] is null or id = any(${nodeIds}::uuid[]))
      order by priority, code`;
  },
});

export type ChannelRow = { readonly code: string; readonly name: string; readonly kind: string };

/** The channels that orders come in by. */
export const listChannels = defineQuery({
  name: "network.list_channels",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<ChannelRow[]>`select code, name, kind from channel order by name, code`,
});
