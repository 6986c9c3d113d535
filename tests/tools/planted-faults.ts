export type Mutant = {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The test file that must fail. */
  readonly caughtBy: string;
};

const PLACING = "tests/integration/intake/place-orders.test.ts";
const MODEL = "tests/integration/inventory/model.test.ts";
const HOLDING = "tests/integration/inventory/reservations.test.ts";
const PEERS = "tests/integration/inventory/peers-bugs.test.ts";
const DRIFT = "tests/integration/inventory/drift.test.ts";
const TOTALS = "tests/integration/inventory/total-rules.test.ts";
const WAITING = "tests/integration/inventory/waiting.test.ts";
const UNDOING = "tests/integration/inventory/undo-feed.test.ts";
const SECRETS = "tests/integration/webhooks/secrets.test.ts";
const WEBHOOKS = "tests/integration/webhooks/webhooks.test.ts";
const KITS = "tests/integration/intake/kits.test.ts";
const SETTING_KITS = "tests/integration/inventory/kits.test.ts";
const SUPPLY = "tests/integration/allocation/supply.test.ts";
const CANCELLING = "tests/integration/fulfillment/cancel-order.test.ts";
const RIGHTS = "tests/integration/house/rights.test.ts";
const HORIZON = "tests/integration/allocation/horizon.test.ts";
const TRACKING = "tests/integration/notifications/tracking.test.ts";
const MAILS = "tests/integration/notifications/mail.test.ts";
const JOBS = "tests/integration/shell/jobs.test.ts";
const SWEEP = "tests/integration/shell/sweep-promises.test.ts";

/** Faults to plant, each with the test that has to find it. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "an order of a batch does not take its units out of the books",
    file: "server/oms/intake/decide-intake.ts",
    from: "  takeParts(plan.parts, demand, world);\n",
    to: "",
    caughtBy: PLACING,
  },
  {
    name: "safety stock is promised",
    file: "server/oms/inventory/decide.ts",
    from: "Math.max(0, free - position.safetyStock)",
    to: "Math.max(0, free)",
    caughtBy: PLACING,
  },
  {
    name: "a key is not claimed",
    file: "server/shell/command.ts",
    from: "const replay = first.get(key);",
    to: 'const replay = first.get("");',
    caughtBy: PLACING,
  },
  {
    name: "a refused order of a batch keeps its key",
    file: "server/shell/command.ts",
    from: "return outcome?.ok ? [{ key, inputHash, output: outcome.value }] : [];",
    to: "return [{ key, inputHash, output: outcome?.ok ? outcome.value : null }];",
    caughtBy: PLACING,
  },
  {
    name: "the lowest tier decides the price",
    file: "server/oms/pricing/decide.ts",
    from: "tier.minQuantity > reached.minQuantity",
    to: "tier.minQuantity < reached.minQuantity",
    caughtBy: PLACING,
  },
  {
    name: "a node's day has no end",
    file: "server/oms/network/store-capacity.ts",
    from: "and w.lines_used > u.lines_max",
    to: "and w.lines_used > u.lines_max * 100",
    caughtBy: PLACING,
  },
  {
    name: "stock moves without its ledger row",
    file: "server/oms/inventory/store.ts",
    from: "::timestamptz from moves)",
    to: "::timestamptz from moves where kind <> 'allocated')",
    caughtBy: MODEL,
  },
  {
    name: "cancelling keeps the peg",
    file: "server/oms/fulfillment/store-give-back.ts",
    from: "[{ inboundSupplyId, units: -quantity }]",
    to: "[{ inboundSupplyId, units: 0 * quantity }]",
    caughtBy: CANCELLING,
  },
  {
    name: "a receipt serves more than came",
    file: "server/oms/allocation/store-receive.ts",
    from: "const units = Math.min(left, peg.quantity);",
    to: "const units = left > 0 ? peg.quantity : 0;",
    caughtBy: SUPPLY,
  },
  {
    name: "the wall lets a foreign company in",
    file: "server/shell/wall.ts",
    from: "owner === null || isForeignCompany || isForeignNode",
    to: "owner === null || isForeignNode",
    caughtBy: RIGHTS,
  },
  {
    name: "the wall lets a foreign node's people in",
    file: "server/shell/wall.ts",
    from: "owner === null || isForeignCompany || isForeignNode",
    to: "owner === null || isForeignCompany",
    caughtBy: RIGHTS,
  },
  {
    name: "a revoked link opens",
    file: "server/oms/notifications/queries.ts",
    from: "hashTrackingToken(token)} and l.revoked_at is null`",
    to: "hashTrackingToken(token)}`",
    caughtBy: TRACKING,
  },
  {
    name: "a link outlives its order",
    file: "server/oms/notifications/queries.ts",
    from: "(endsAt !== null && endsAt <= now)",
    to: "endsAt === now",
    caughtBy: TRACKING,
  },
  {
    name: "the street is public",
    file: "server/oms/notifications/decide-tracking.ts",
    from: "city: order.shipTo.city",
    to: "city: order.shipTo.address1",
    caughtBy: TRACKING,
  },
  {
    name: "a label is a shipment",
    file: "server/oms/notifications/decide-tracking.ts",
    from: "pre_transit: 0",
    to: "pre_transit: 1",
    caughtBy: TRACKING,
  },
  {
    name: "a mail is written anew at the next attempt",
    file: "server/oms/notifications/handlers.ts",
    from: "if ((await readMailOf(sql, causeKey)) === null) {",
    to: "if ((await readMailOf(sql, causeKey))?.sentAt == null) {",
    caughtBy: MAILS,
  },
  {
    name: "history is told by mail",
    file: "server/oms/notifications/handlers.ts",
    from: "order === null || order.isHistory ? null : order",
    to: "order",
    caughtBy: MAILS,
  },
  {
    name: "a leased job is free to all",
    file: "server/shell/jobs.ts",
    from: "LEASE_SECONDS = 60",
    to: "LEASE_SECONDS = 0",
    caughtBy: JOBS,
  },
  {
    name: "a handler has another key each time",
    file: "server/shell/handler.ts",
    from: 'createHash("sha256").update(',
    to: 'createHash("sha256").update(String(Math.random())).update(',
    caughtBy: JOBS,
  },
  {
    name: "a promised day ends in Greenwich",
    file: "server/oms/exceptions/commands/sweep-promises.ts",
    from: "HOURS_UNTIL_OVER_EVERYWHERE = 12",
    to: "HOURS_UNTIL_OVER_EVERYWHERE = 0",
    caughtBy: SWEEP,
  },
  {
    name: "a buyer hears of every company's orders",
    file: "server/shell/live.ts",
    from: "notice.companyId === actor.companyId && BUYER_TYPES",
    to: "BUYER_TYPES",
    caughtBy: "tests/integration/shell/live.test.ts",
  },
  {
    name: "medusajs/medusa#16502: two lines of one cart are each checked against the same stock",
    file: "server/oms/sourcing/decide-weights.ts",
    from: "if (units > 0 && units < at(groupQuantity, group)) {",
    to: "if (units > 0 && units < 0) {",
    caughtBy: KITS,
  },
  {
    name: "medusajs/medusa#12401: a wrong allocated counter is kept by its repair",
    file: "server/oms/inventory/decide-drift.ts",
    from: "ok({ onHand, allocated: held })",
    to: "ok({ onHand, allocated: counter.allocated })",
    caughtBy: DRIFT,
  },
  {
    name: "what a channel leaves of its total is promised",
    file: "server/oms/inventory/decide-book.ts",
    from: "if (alone === null || !isBounded || !channel.buffers.has(node.id)) {",
    to: "if (alone === null || isBounded || !channel.buffers.has(node.id)) {",
    caughtBy: TOTALS,
  },
  {
    name: "a new order takes what an earlier one waits for",
    file: "server/oms/intake/commands/place-orders.ts",
    from: "{ ...network, taken, waiting, claims }",
    to: "{ ...network, taken, claims }",
    caughtBy: WAITING,
  },
  {
    name: "what a supply was promised to is taken off today's number as well",
    file: "server/oms/inventory/store-waiting.ts",
    from: "coalesce(sum(a.quantity) filter (where a.state = 'promised'), 0) as pegged,",
    to: "0 as pegged,",
    caughtBy: WAITING,
  },
  {
    name: "who holds units loses them to who waits",
    file: "server/oms/inventory/decide-book.ts",
    from: "reserved: position.reserved + position.own",
    to: "reserved: position.reserved",
    caughtBy: WAITING,
  },
  {
    name: "a feed is undone twice",
    file: "server/oms/inventory/commands/undo-feed.ts",
    from: "if (run.undoneAt !== null) {",
    to: "if (run.undoneAt?.getTime() === 0) {",
    caughtBy: UNDOING,
  },
  {
    name: "what was counted since is put back",
    file: "server/oms/inventory/store-feed-undo.ts",
    from: "case when p.is_changed then 'changed_since'",
    to: "case when false then 'changed_since'",
    caughtBy: UNDOING,
  },
  {
    name: "a webhook's secret is kept in plain",
    file: "server/oms/webhooks/commands/save-subscription.ts",
    from: "sealSecret(input.secret, id)",
    to: "input.secret",
    caughtBy: SECRETS,
  },
  {
    name: "what holds keep is forgotten between two looks for subscribers",
    file: "server/oms/webhooks/store-changes.ts",
    from: "where h.units is distinct from w.units",
    to: "where h.units > coalesce(w.units, 0)",
    caughtBy: WEBHOOKS,
  },
  {
    name: "medusajs/medusa#16569: holds of others are not seen",
    file: "server/oms/inventory/store-stock.ts",
    from: "?? 0,\n  }));",
    to: "?? 0,\n  })).map((row) => ({ ...row, reserved: 0 }));",
    caughtBy: HOLDING,
  },
  {
    name: "a hold counts after it has run out",
    file: "server/oms/inventory/store-stock.ts",
    from: "state = 'active' and expires_at > ",
    to: "state = 'active' and created_at <= ",
    caughtBy: HOLDING,
  },
  {
    name: "a cart is in its own way",
    file: "server/oms/intake/commands/place-orders.ts",
    from: "    releaseIn(stock, own, asker);\n",
    to: "",
    caughtBy: HOLDING,
  },
  {
    name: "a hold that became an order goes on",
    file: "server/oms/intake/store-holds.ts",
    from: "  await convertReservations(env.sql, converted, env.now);\n",
    to: "",
    caughtBy: MODEL,
  },
  {
    name: "vendurehq/vendure#4930, saleor/saleor#543, magento/inventory#3036: stock is checked before it is locked",
    file: "server/oms/inventory/store.ts",
    from: "order by sku_id, node_id\n    for no key update`;",
    to: "order by sku_id, node_id`;",
    caughtBy: PEERS,
  },
  {
    name: "django-oscar/django-oscar#2102: a cancellation writes over what others allocated",
    file: "server/oms/inventory/store.ts",
    from: "allocated = l.allocated + d.allocated,",
    to: "allocated = greatest(0, d.allocated),",
    caughtBy: PEERS,
  },
  {
    name: "django-oscar/django-oscar#4594: stock is locked in no order",
    file: "server/oms/inventory/store.ts",
    from: "order by sku_id, node_id\n    for no key update`;",
    to: "order by random()\n    for no key update`;",
    caughtBy: PEERS,
  },
  {
    name: "nopSolutions/nopCommerce#8085: a correction writes over another",
    file: "server/oms/inventory/store.ts",
    from: "set on_hand = l.on_hand + d.on_hand,",
    to: "set on_hand = greatest(l.on_hand, d.on_hand),",
    caughtBy: PEERS,
  },
  {
    name: "a part of a kit counts as one",
    file: "server/oms/inventory/decide-kit.ts",
    from: "Math.floor(available / perKit)",
    to: "Math.ceil(available / perKit)",
    caughtBy: SETTING_KITS,
  },
  {
    name: "a kit becomes a component",
    file: "server/oms/inventory/commands/set-kit.ts",
    from: "return component.isKit\n",
    to: "return kit === null\n",
    caughtBy: SETTING_KITS,
  },
  {
    name: "a kit waits although one of its components may not",
    file: "server/oms/intake/decide-kit.ts",
    from: "neverWaits: neverWaiting([sku, ...components.map((part) => part.sku)])",
    to: "neverWaits: null",
    caughtBy: KITS,
  },
  {
    name: "a kit leaves without the component that waits",
    file: "server/oms/allocation/store-release.ts",
    from: "and part.kit_group = leaves.kit_group\n        and part.backordered > 0))",
    to: "and part.kit_group = leaves.kit_group\n        and part.backordered < 0))",
    caughtBy: KITS,
  },
  {
    name: "a component costs what the kit costs",
    file: "server/oms/intake/decide-kit.ts",
    from: "lineTotal: share,",
    to: "lineTotal: line.lineTotal,",
    caughtBy: KITS,
  },
  {
    name: "the last day that stock is held for lies beyond the horizon",
    file: "server/oms/sourcing/decide-horizon.ts",
    from: "return allocateFrom > today",
    to: "return allocateFrom >= today",
    caughtBy: HORIZON,
  },
  {
    name: "an order beyond the horizon is promised supply",
    file: "server/oms/intake/decide-intake.ts",
    from: "plan.horizon === undefined && ",
    to: "",
    caughtBy: HORIZON,
  },
  {
    name: "an order beyond the horizon counts into the cap of backorders",
    file: "server/oms/intake/store.ts",
    from: "(o.allocate_from is null or s.comes_out_on is not null)",
    to: "true",
    caughtBy: HORIZON,
  },
  {
    name: "stock that turns up goes to an order beyond the horizon",
    file: "server/oms/allocation/store-serve.ts",
    from: "    and o.allocate_from is null\n",
    to: "",
    caughtBy: HORIZON,
  },
  {
    name: "a backorder is dated before the customer lets it leave",
    file: "server/oms/allocation/decide-dates.ts",
    from: 'part.kind === "lead_time" ? notBefore(part, line, demand, world) : part',
    to: "part",
    caughtBy: HORIZON,
  },
];
