import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { lockPositions } from "../../inventory/store";
import { DomainError, type Fault } from "../../kernel/errors";
import { decideSupply, promisesOver, type SupplyVerdict } from "../decide-supply";
import { type SetSupplyInput, setSupplyInput } from "../schema";
import { lockInbound } from "../store";
import { sourceElsewhere } from "../store-end-supply";
import { lockPegs, type Peg, requireNoOtherPegs } from "../store-pegs";
import { redatePegs } from "../store-redate-pegs";
import {
  changeSupply,
  lockSupplies,
  openSupply,
  readSupplyPlaces,
  type StoredSupply,
  type SupplyPlace,
} from "../store-supply";
import { freeDays, takeOffSupply } from "../store-take-off";

type Wanted = SetSupplyInput["supplies"][number];

type Told = {
  readonly wanted: Wanted;
  readonly place: SupplyPlace;
  readonly known: StoredSupply | null;
  readonly verdict: SupplyVerdict;
};

/**
 * Say what is to come: purchase orders and production, each known by its number, node and SKU. A new one is
 * opened, and orders that wait are promised from it; a known one takes its units, day, days to stock and
 * confidence from what is said now. What stands on a supply that moved is dated anew; units that were
 * promised and do not come any more are sourced again. All of them or none.
 *
 * Locks: writers of supply one at a time, then orders with promises, the stock of the SKUs, their supplies.
 *
 * @throws INVALID_INPUT with every supply that cannot be: unknown node or SKU, a kit, twice the same, less
 *   than was received already
 */
export const setSupply = defineCommand({
  name: "inventory.set_supply",
  input: setSupplyInput,
  wall: "staff",
  run: async (env, { supplies, reason }) => {
    const { sql, actor } = env;
    await sql`select pg_advisory_xact_lock(hashtext('inbound_supply'))`;
    const places = await readSupplyPlaces(sql, supplies, actor.nodeIds);
    refuse(supplies.flatMap((wanted, at) => faultsOf(wanted, at, supplies, places[at])));
    const skuIds = places.map(({ skuId }) => skuId).filter((id) => id !== null);
    const ids = places.map(({ supplyId }) => supplyId).filter((id) => id !== null);
    const pegs = await lockPegs(sql, ids);
    await lockPositions(sql, skuIds);
    await lockInbound(sql, skuIds);
    await requireNoOtherPegs(sql, ids, pegs);
    const known = await lockSupplies(sql, ids);
    const told = decideAll(supplies, places, known);
    const why = reason === "" ? "Its supply changed" : reason;
    const over = told.flatMap(({ known: supply, verdict }) =>
      supply === null || !("over" in verdict)
        ? []
        : promisesOver(
            pegs.filter(({ inboundSupplyId }) => inboundSupplyId === supply.id),
            verdict.over,
          ),
    );
    await takeOffSupply(env, over, why);
    await writeAll(env, told, why);
    const moved = await redatePegs(env, standing(pegs, over, told), why);
    const sourced = await sourceElsewhere(env, over);
    await freeDays(sql, over);
    const count = (kind: SupplyVerdict["kind"]) =>
      told.filter(({ verdict }) => verdict.kind === kind).length;
    return {
      opened: count("opened"),
      changed: count("changed"),
      ended: count("ended"),
      unchanged: count("unchanged"),
      /** Orders of which a day moved, and orders of which units were sourced again. */
      moved: moved.length,
      sourced,
    };
  },
});

function refuse(faults: readonly Fault[]): void {
  const [first] = faults;
  if (first !== undefined) {
    throw new DomainError("INVALID_INPUT", first.message, { faults });
  }
}

const sameSupply = (a: Wanted, b: Wanted) =>
  (["reference", "nodeCode", "sku"] as const).every(
    (name) => a[name].toUpperCase() === b[name].toUpperCase(),
  );

function faultsOf(
  wanted: Wanted,
  at: number,
  all: readonly Wanted[],
  place: SupplyPlace | undefined,
): Fault[] {
  const fault = (field: keyof Wanted, code: string, message: string): Fault => ({
    field: `supplies.${at}.${field}`,
    code,
    message,
  });
  return [
    ...(place?.nodeId == null
      ? [fault("nodeCode", "unknown", `There is no node “${wanted.nodeCode}”`)]
      : []),
    ...(place?.skuId == null ? [fault("sku", "unknown", `There is no SKU “${wanted.sku}”`)] : []),
    ...(place?.isKit === true
      ? [fault("sku", "is_kit", `${wanted.sku} is a kit: its components come`)]
      : []),
    ...(all.slice(0, at).some((other) => sameSupply(other, wanted))
      ? [fault("reference", "twice", `${wanted.reference} names this SKU and node twice`)]
      : []),
  ];
}

function decideAll(
  supplies: readonly Wanted[],
  places: readonly SupplyPlace[],
  stored: readonly StoredSupply[],
): Told[] {
  const faults: Fault[] = [];
  const told = supplies.flatMap((wanted, at): Told[] => {
    const place = places[at];
    const known = stored.find(({ id }) => id === place?.supplyId) ?? null;
    const decided = decideSupply(wanted, known);
    if (place === undefined || !decided.ok) {
      faults.push(...(decided.ok ? [] : [{ field: `supplies.${at}.quantity`, ...decided.error }]));
      return [];
    }
    return [{ wanted, place, known, verdict: decided.value }];
  });
  refuse(faults);
  return told;
}

/** Promises that stay on a supply that moved. */
function standing(pegs: readonly Peg[], over: readonly Peg[], told: readonly Told[]): Peg[] {
  const moved = new Set(
    told.flatMap(({ known, verdict }) =>
      known !== null && "isMoved" in verdict && verdict.isMoved ? [known.id] : [],
    ),
  );
  const gone = new Set(
    over
      .filter(({ id, quantity }) => pegs.some((peg) => peg.id === id && peg.quantity === quantity))
      .map(({ id }) => id),
  );
  return pegs.filter(({ id, inboundSupplyId }) => moved.has(inboundSupplyId) && !gone.has(id));
}

async function writeAll(env: CommandEnv, told: readonly Told[], reason: string): Promise<void> {
  for (const { wanted, place, known, verdict } of told) {
    if (verdict.kind === "unchanged") {
      continue;
    }
    const id =
      known === null
        ? await openSupply(env, wanted, place)
        : await changeSupply(env, wanted, known, verdict.kind === "ended");
    env.emit({
      type: `inbound_supply.${verdict.kind}`,
      subject: { kind: "inbound_supply", id },
      reason,
      payload: {
        reference: wanted.reference,
        before: known?.eta ?? null,
        after: verdict.kind === "ended" ? null : wanted.eta,
        units: wanted.quantity,
      },
    });
  }
}
