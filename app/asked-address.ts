import { headers } from "next/headers";

/** Set by the proxy on every page's request: layouts are not told the address otherwise. */
export const ADDRESS_HEADER = "x-ordinate-address";

/** Path and search of the page that was asked for. */
export async function askedAddress(otherwise: string): Promise<string> {
  return (await headers()).get(ADDRESS_HEADER) ?? otherwise;
}
