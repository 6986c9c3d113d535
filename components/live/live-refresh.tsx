import { headers } from "next/headers";
import { ASKED_AT_HEADER } from "./asked-at";
import type { Shown } from "./concerns";
import { LiveScreen } from "./live-screen";

/**
 * Keeps the screen it stands on up to date: asks for it again when something happened that it
 * shows. Without `orderId` and `topics`, whatever happens. What happened since the page was asked
 * for counts, also before the browser could hear of anything.
 */
export async function LiveRefresh(shown: Shown) {
  const askedAt = Number((await headers()).get(ASKED_AT_HEADER) ?? 0);
  return <LiveScreen {...shown} askedAtMs={askedAt > 0 ? askedAt : undefined} />;
}
