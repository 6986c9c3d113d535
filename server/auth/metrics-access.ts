import { timingSafeEqual } from "node:crypto";

/** Written over whatever the client sent, by `server/start/peer-address.cjs`. */
export const PEER_HEADER = "x-peer-address";

/**
 * May this request read the figures? With the token always; without it only when everybody on its
 * way, the connection itself and each proxy before it, is on this machine.
 */
export function mayReadMetrics(headers: Headers, token: string | null): boolean {
  const given = headers.get("authorization");
  if (token !== null && given !== null) {
    return isSame(given, `Bearer ${token}`);
  }
  const forwarded = headers.get("x-forwarded-for")?.split(",") ?? [];
  return [headers.get(PEER_HEADER) ?? "", ...forwarded].every((hop) => isLoopback(hop.trim()));
}

const isLoopback = (address: string) => /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(address);

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
