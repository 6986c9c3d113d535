import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Networks that are nobody's on the internet: ours, this machine's, or a cloud's own services. */
const PRIVATE_V4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;

/** Of IPv6 only what is handed out for the internet is let through, and nothing that wraps IPv4. */
const WRAPPING_V6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const blocked = new BlockList();
for (const [net, bits] of PRIVATE_V4) {
  blocked.addSubnet(net, bits, "ipv4");
}
for (const [net, bits] of WRAPPING_V6) {
  blocked.addSubnet(net, bits, "ipv6");
}
const globalV6 = new BlockList();
globalV6.addSubnet("2000::", 3, "ipv6");
const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether an address may be called: on the internet, and not within. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) {
    return !blocked.check(address, "ipv4");
  }
  return family === 6 && globalV6.check(address, "ipv6") && !blocked.check(address, "ipv6");
}

const isLoopback = (address: string) =>
  loopback.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

export type Target = { readonly url: URL; readonly address: string; readonly family: 4 | 6 };

/** Why an address is not called. */
export class TargetRefused extends Error {
  override readonly name = "TargetRefused";
}

/**
 * The one address that a call to a URL goes to, looked up now and not again: a name that resolves to
 * another address a moment later changes nothing. All its addresses have to be public.
 *
 * @param allowLoopback for development and tests: this machine may be called, and without TLS
 * @throws TargetRefused
 */
export async function findTarget(
  text: string,
  allowLoopback: boolean,
  resolve: typeof resolveAll = resolveAll,
): Promise<Target> {
  if (!URL.canParse(text)) {
    throw new TargetRefused("it is no address");
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw new TargetRefused("an address with a password in it is not called");
  }
  const found = await resolve(url.hostname.replace(/^\[|\]$/g, ""));
  const [first] = found;
  if (first === undefined) {
    throw new TargetRefused(`nobody knows ${url.hostname}`);
  }
  const isOwn = allowLoopback && found.every(isLoopback);
  if (!isOwn && !found.every(isPublicAddress)) {
    throw new TargetRefused(`${url.hostname} is not an address on the internet`);
  }
  if (url.protocol !== "https:" && !(isOwn && url.protocol === "http:")) {
    throw new TargetRefused("only https:// is called");
  }
  return { url, address: first, family: isIP(first) === 6 ? 6 : 4 };
}

async function resolveAll(host: string): Promise<string[]> {
  if (isIP(host) !== 0) {
    return [host];
  }
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
