import { integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { findingCodes, findingSeverities } from "@/server/oms/intake/decide-severity";
import type { ChannelId } from "@/server/oms/kernel/ids";
import { atLeast, instant, oneOf, ref } from "./columns";
import { channel } from "./network";

/** How severe something is that the door finds in an order, for all channels or for one. */
export const findingPolicy = pgTable(
  "finding_policy",
  {
    id: uuid().primaryKey(),
    code: text({ enum: findingCodes }).notNull(),
    /** Null: all channels for which nothing else is set. */
    channelId: ref<ChannelId>().references(() => channel.id),
    /** Null: it was taken back, and what holds for all or is usual holds again. */
    severity: text({ enum: findingSeverities }),
    version: integer().notNull().default(1),
    savedBy: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    unique("finding_policy_code_and_channel_key").on(t.code, t.channelId).nullsNotDistinct(),
    oneOf("finding_policy_severity_known", t.severity, findingSeverities),
    atLeast("finding_policy_version_positive", t.version, 1),
  ],
);
