import type { NetworkNode } from "./types";

/** Why a node does not ship by a service now, and until when. */
export type Off = {
  readonly reason: string | null;
  /** It ends by itself at this moment; null: when somebody ends it. */
  readonly until: Date | null;
  /** Only this service is off, not the node. */
  readonly isServiceOnly: boolean;
};

type Switched = Pick<NetworkNode, "isOn" | "offReason" | "offUntil" | "serviceSwitches">;

/**
 * Whether a node ships by a service at a moment: what is set for the service beats what is set for
 * the node, and what has ended counts no more, whether or not anybody swept it.
 *
 * @returns null when it does
 */
export function decideOff(node: Switched, serviceCode: string, now: Date): Off | null {
  const own = node.serviceSwitches.get(serviceCode);
  if (own !== undefined && (own.endsAt === null || own.endsAt > now)) {
    return own.isOn ? null : { reason: own.reason, until: own.endsAt, isServiceOnly: true };
  }
  const isOff = !node.isOn && (node.offUntil === null || node.offUntil > now);
  return isOff ? { reason: node.offReason, until: node.offUntil, isServiceOnly: false } : null;
}
