import { expect, test } from "vitest";
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { plainRate } from "@/server/oms/network/decide-freight";
import { plainWords } from "@/server/oms/sourcing/decide-phrases";
import { planBy } from "@/server/oms/sourcing/decide-shape";
import { whatIfSentence, whatWouldChange } from "@/server/oms/sourcing/decide-what-if";
import type { PlanNode, PlanOrder } from "@/server/oms/sourcing/types";
import type { Constraint } from "@/server/oms/sourcing/types-profile";
import type { AppliedStrategy } from "@/server/oms/sourcing/types-route";

const frame = "sku-1" as SkuId;
const parameters = { splitPenaltyMinor: 500, stepsMax: 20_000 };

const node = (name: string, units: number, over: Partial<PlanNode> = {}): PlanNode => ({
  nodeId: name as NodeId,
  code: name.toUpperCase(),
  name,
  stock: { [frame]: { available: units, heldBack: 0 } },
  shipDate: localDate("2026-11-11"),
  deliveryDate: localDate("2026-11-13"),
  serviceCode: "ground",
  rate: plainRate("near", 800_000_000, 0),
  handlingPerOrderMinor: 0,
  handlingPerLineMinor: 0,
  handlingPerUnitMinor: 0,
  priority: 100,
  capacityLeftLines: null,
  excluded: null,
  distanceMiles: 100,
  about: {
    kind: "warehouse",
    country: "US",
    region: "NV",
    missesCutOff: false,
    linesPlanned: 0,
    percentUsed: 0,
    backlogHours: 0,
  },
  ...over,
});

const dear = { rate: plainRate("far", 1_300_000_000, 0) };
const order = (quantity: number, wanted: string | null = null): PlanOrder => ({
  lines: [
    {
      lineId: "line-1" as OrderLineId,
      skuId: frame,
      quantity,
      packMultiple: 1,
      gramsPerUnit: 500,
      requestedDate: wanted === null ? null : localDate(wanted),
    },
  ],
  shipPolicy: "as_available",
  shipmentsMax: null,
});

function told(
  asked: PlanOrder,
  nodes: readonly PlanNode[],
  applied: AppliedStrategy | null = null,
): string {
  const decision = planBy(asked, nodes, parameters, applied);
  const changes = whatWouldChange({ order: asked, nodes, parameters, applied, decision });
  return whatIfSentence(changes, nodes, plainWords, {
    sku: () => "FR-M94B",
    minutesLate: () => 40,
  });
}

const under = (...constraints: Constraint[]): AppliedStrategy => ({
  criteria: [{ by: "landed_cost", band: 0 }],
  constraints,
  dropShipLast: false,
  today: localDate("2026-11-10"),
  preferredNodeCode: null,
  shipTo: { country: "US", region: "NV" },
});

test.each([
  {
    case: "the cheaper node lacked a few units",
    said: told(order(10), [node("Reno", 7), node("Dallas", 10, dear)]),
    is: "It would have gone another way with 3 more units of FR-M94B in Reno.",
  },
  {
    case: "the runner-up was dearer",
    said: told(order(4), [node("Reno", 7), node("Dallas", 10, dear)]),
    is: "It would have gone another way with $5.00 less by way of Dallas.",
  },
  {
    case: "a cut-off was missed by minutes",
    said: told(order(4, "2026-11-13"), [
      node("Dallas", 9, dear),
      node("Reno", 9, {
        deliveryDate: localDate("2026-11-14"),
        about: { ...present(node("Reno", 9)), missesCutOff: true },
      }),
    ]),
    is: "It would have gone another way with a cut-off 40 minutes later in Reno.",
  },
  {
    case: "a node was switched off",
    said: told(order(4), [
      node("Dallas", 9, dear),
      node("Reno", 9, { excluded: { code: "switched_off", note: "Snow" } }),
    ]),
    is: "It would have gone another way with Reno switched on.",
  },
  {
    case: "a rule stood in the way",
    said: told(
      order(4),
      [node("Dallas", 9, dear), node("Reno", 9)],
      under({ rule: "nodes", is: "not_in", values: ["RENO"], hard: true }),
    ),
    is: "It would have gone another way with no rule “not from RENO”.",
  },
  {
    case: "nothing could be filled",
    said: told(order(2), [node("Reno", 0)]),
    is: "It would have gone another way with 1 more unit of FR-M94B in Reno.",
  },
  {
    case: "no single thing would have changed it",
    said: told(order(4), [node("Reno", 9)]),
    is: "",
  },
])("what would have changed it, when $case", ({ said, is }) => {
  expect(said).toBe(is);
});

function present({ about }: PlanNode) {
  if (about === undefined) {
    throw new Error("the nodes of this test say what they are");
  }
  return about;
}
