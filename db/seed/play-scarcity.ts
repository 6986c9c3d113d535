import type { Connection } from "@/db/client";
import { activatePolicy } from "@/server/oms/allocation/commands/activate-policy";
import { savePolicy } from "@/server/oms/allocation/commands/save-policy";
import { saveAvailabilityRule } from "@/server/oms/inventory/commands/save-availability-rule";
import { setLowPoint } from "@/server/oms/inventory/commands/set-low-point";
import { operations } from "./actors";
import { demoId } from "./demo-id";
import { ctxAt } from "./play-orders";

const DAY_MS = 86_400_000;
/** The planner said it so long before the end. */
const SAID_BEFORE_MS = 2 * 3_600_000;

type Rule = Parameters<typeof saveAvailabilityRule>[2];

/** What each channel leaves for others, in the order in which the rules are asked. */
const rulesUntil = (now: Date): readonly Rule[] => [
  {
    nodeKind: "store",
    effect: "hold_units",
    amount: 2,
    note: "Two of each stay on the shelf of a store",
  },
  {
    channelCode: "portal",
    category: "Clothing",
    effect: "hold_percent",
    amount: 10,
    atLeast: 2,
    atMost: 25,
    note: "What sells fast stays in reach of the phone desk",
  },
  {
    channelCode: "api",
    category: "Bikes",
    effect: "cap_total",
    amount: 40,
    note: "Marketplaces list no more bikes than we can spare",
  },
  {
    channelCode: "portal",
    sku: "ST-1401",
    effect: "exclude",
    startsAt: new Date(now.getTime() + 9 * DAY_MS),
    endsAt: new Date(now.getTime() + 16 * DAY_MS),
    note: "All stands are at the trade fair",
  },
];

/** Units at which somebody has to order again. */
const LOW_POINTS = [
  { category: "Clothing", units: 40 },
  { category: "Accessories", units: 24 },
  { sku: "GL-H102-L", channelCode: "portal", units: 30 },
  { sku: "LT-H902", nodeCode: "RNO", units: 20 },
] as const;

/**
 * Who may sell what, who comes first where there is too little, and when that is said. Said last, so that
 * the weeks before were lived without it.
 */
export async function playScarcity(database: Connection, end: Date): Promise<void> {
  const now = new Date(end.getTime() - SAID_BEFORE_MS);
  const ctx = ctxAt(database, operations, now);
  for (const rule of rulesUntil(now)) {
    await saveAvailabilityRule(ctx, demoId<string>("availability_rule", rule.note), rule);
  }
  const { version } = await savePolicy(ctx, demoId<string>("allocation_policy", "saved"), {
    content: {
      classes: [
        { name: "Gold", match: { tiers: ["gold"] }, share: "first_come" },
        { name: "Everybody else", match: {}, share: "fair_share" },
      ],
      quotas: [
        {
          level: "channel",
          key: "api",
          sku: "LJ-0192-L",
          measure: "units",
          amount: 60,
          period: "month",
        },
      ],
      lockDays: 2,
      borrow: "when_date_is_kept",
    },
    note: "Gold first, the others in proportion",
  });
  await activatePolicy(ctx, demoId<string>("allocation_policy", "published"), {
    version,
    reason: "Agreed with sales",
  });
  for (const point of LOW_POINTS) {
    const { units, ...about } = point;
    const key = demoId<string>("low_point", ...Object.values(about));
    await setLowPoint(ctx, key, { ...point });
  }
}
