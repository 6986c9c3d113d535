import { isPostBoxOnly } from "../kernel/post-box";
import { decideLane } from "./decide-freight";
import type { CarrierService, LanePlace, Network } from "./types";

/** What an order asks of a service. */
export type ServiceRequest = {
  /** null: nobody knows where it goes yet. */
  readonly to: LanePlace | null;
  /** Of the order as a whole; null: not asked. */
  readonly grams: number | null;
  /** The order goes by it already, so that it may be offered no more. */
  readonly isKept?: boolean;
};

export type ServiceRefusal = { readonly code: string; readonly because: string };

type Limited = Pick<CarrierService, "name" | "limits">;

/**
 * Why a service does not go to an address, in words; null: it does, as far as its carrier minds whose
 * address it is. Asked of every plan of an order.
 */
export function refusesAddress({ name, limits }: Limited, to: LanePlace): ServiceRefusal | null {
  if (limits.refusesResidential && to.isResidential === true) {
    return {
      code: "service_refuses_residential",
      because: `${name} does not deliver to residential addresses`,
    };
  }
  const isBox = isPostBoxOnly([to.address1 ?? "", to.address2 ?? ""]);
  return limits.refusesPostBox && isBox
    ? {
        code: "service_refuses_post_box",
        because: `${name} does not deliver to post-office boxes`,
      }
    : null;
}

/** Why a service does not take an order of so many grams, in words; null: it does. */
function refusesWeight({ name, limits }: Limited, grams: number): ServiceRefusal | null {
  const { fromGrams, upToGrams } = limits;
  const weighs = `this order weighs ${kilograms(grams)}`;
  if (fromGrams !== null && grams < fromGrams) {
    const because = `${name} takes orders from ${kilograms(fromGrams)} on, and ${weighs}`;
    return { code: "order_too_light", because };
  }
  if (upToGrams !== null && grams > upToGrams) {
    const because = `${name} takes orders up to ${kilograms(upToGrams)}, and ${weighs}`;
    return { code: "order_too_heavy", because };
  }
  return null;
}

const kilograms = (grams: number): string => `${grams / 1_000} kg`;

function refusalOf(
  service: CarrierService,
  { to, grams, isKept = false }: ServiceRequest,
): ServiceRefusal | null {
  if (service.isRetired && !isKept) {
    return { code: "service_retired", because: `${service.name} is offered no more` };
  }
  return (
    (to && refusesAddress(service, to)) ?? (grams === null ? null : refusesWeight(service, grams))
  );
}

/**
 * Whether a new order, or one that is changed, may go by a service: there is such a service, it is still
 * offered, and it takes what is asked. The way out names the services that would.
 *
 * @returns the code and the sentence of the fault; null: it may
 */
export function decideService(
  network: Pick<Network, "services" | "nodes">,
  serviceCode: string,
  request: ServiceRequest,
): { readonly code: string; readonly message: string } | null {
  const service = network.services.get(serviceCode);
  if (service === undefined) {
    const known = [...network.services.values()].filter((one) => !one.isRetired);
    return {
      code: "service_unknown",
      message: `There is no service “${serviceCode}”; use one of ${known.map(({ code }) => code).join(", ")}`,
    };
  }
  const refusal = refusalOf(service, request);
  if (refusal === null) {
    return null;
  }
  const others = [...network.services.values()].filter(
    (one) =>
      refusalOf(one, { ...request, isKept: false }) === null && reaches(network, one, request.to),
  );
  const wayOut =
    others.length === 0
      ? "no other service takes it"
      : `use ${others.map(({ name, code }) => `${name} (${code})`).join(" or ")}`;
  return { code: refusal.code, message: `${refusal.because}: ${wayOut}` };
}

/** Some node offers the service and its tariff goes there. */
const reaches = (
  { nodes }: Pick<Network, "nodes">,
  { code, tariff }: CarrierService,
  to: LanePlace | null,
): boolean =>
  nodes.some(
    (node) => code in node.calendar.cutOffs && (to === null || decideLane(tariff, node, to).ok),
  );
