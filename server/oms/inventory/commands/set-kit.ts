import { defineCommand } from "@/server/shell/command";
import { DomainError, type Fault } from "../../kernel/errors";
import { type KitInput, kitInput } from "../schema";
import { type KitCandidate, lockKitCandidates, writeKit } from "../store-kit";

/**
 * Say what a kit is made of; without components it becomes an ordinary SKU again. Orders that are
 * placed from the commit on take the new components, those placed before keep theirs.
 *
 * A kit keeps no stock of its own and its components are no kits, so that what there is of it
 * follows from stock in one step.
 *
 * @throws INVALID_INPUT with every component that is unknown, named twice, or a kit itself, and for
 *   a SKU that has stock, supply or orders of its own, or is a component
 */
export const setKit = defineCommand({
  name: "catalog.set_kit",
  input: kitInput,
  wall: "staff",
  run: async (env, input) => {
    const codes = [input.sku, ...input.components.map(({ sku }) => sku)];
    const known = await lockKitCandidates(env.sql, codes);
    const faults = [...kitFaults(input, known), ...componentFaults(input, known)];
    const kit = known.get(input.sku.toUpperCase());
    if (kit === undefined || faults.length > 0) {
      throw new DomainError("INVALID_INPUT", faults[0]?.message ?? "There is no such SKU", {
        faults,
      });
    }
    const components = input.components.flatMap(({ sku, quantity }) => {
      const component = known.get(sku.toUpperCase());
      return component === undefined
        ? []
        : [{ skuId: component.id, sku: component.code, quantity }];
    });
    await writeKit(env.sql, kit.id, components);
    const told = components.map(({ sku, quantity }) => ({ sku, quantity }));
    env.emit({
      type: "stock.kit_set",
      subject: { kind: "sku", id: kit.id },
      payload: { sku: kit.code, components: told },
    });
    return { sku: kit.code, components: told };
  },
});

type Known = ReadonlyMap<string, KitCandidate>;

function kitFaults({ sku, components }: KitInput, known: Known): Fault[] {
  const kit = known.get(sku.toUpperCase());
  const fault = (code: string, message: string): Fault[] => [{ field: "sku", code, message }];
  if (kit === undefined) {
    return fault("sku_unknown", `There is no SKU “${sku}”`);
  }
  if (components.length === 0) {
    return [];
  }
  if (kit.partOf !== null) {
    return fault("is_component", `${kit.code} is a component of ${kit.partOf}: kits do not nest`);
  }
  return kit.isInUse
    ? fault(
        "keeps_stock",
        `${kit.code} has stock, supply or orders of its own; a kit keeps none: use a new SKU`,
      )
    : [];
}

function componentFaults({ sku: kit, components }: KitInput, known: Known): Fault[] {
  const named = new Set<string>();
  return components.flatMap(({ sku }, index): Fault[] => {
    const code = sku.toUpperCase();
    const isTwice = named.has(code);
    named.add(code);
    const component = known.get(code);
    const fault = (name: string, message: string): Fault[] => [
      { field: `components.${index}.sku`, code: name, message },
    ];
    if (code === kit.toUpperCase()) {
      return fault("is_itself", `${sku} cannot be a component of itself`);
    }
    if (component === undefined) {
      return fault("sku_unknown", `There is no SKU “${sku}”`);
    }
    if (isTwice) {
      return fault("named_twice", `${component.code} is named twice: name it once with the sum`);
    }
    return component.isKit
      ? fault("is_kit", `${component.code} is a kit itself: name its components instead`)
      : [];
  });
}
