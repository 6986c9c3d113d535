import { type AskedConsent, findConsentByLink } from "@/server/oms/backorders/queries";
import type { Ctx } from "@/server/shell/command";

/** The later date that a link asks about. */
export async function lateDateBehind(ctx: Ctx, token: string): Promise<AskedConsent> {
  const asked = await findConsentByLink(ctx, { token });
  if (asked.kind !== "later_date") {
    throw new Error("the link is about another SKU");
  }
  return asked;
}
