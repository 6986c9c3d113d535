import { z } from "zod";
import { findLineRuns } from "@/server/oms/allocation/queries-runs";
import { importProfile } from "@/server/oms/sourcing/commands/import-profile";
import { listDecisions } from "@/server/oms/sourcing/queries";
import { checkProfile, exportProfile } from "@/server/oms/sourcing/queries-profile";
import { parseInput } from "@/server/shell/command";
import { restRoute } from "./rest";

/** `?version=7`; without it the live one. */
const asked = z.object({
  version: z.coerce.number<string | null>().int().min(1).nullable(),
});

/** The routing profile as a document: what is answered under `document` is what a POST takes. */
export const tellProfile = restRoute(async ({ ctx, url }) => {
  const text = url.searchParams.get("version");
  const { version } = text === null ? { version: null } : parseInput(asked, { version: text });
  return { status: 200, body: await exportProfile(ctx, { version }) };
});

export const profileBody = z.object({
  document: z.unknown(),
  note: z.string().max(500).optional(),
});

/**
 * Why an order went where it went, and what allocation runs decided of its lines, for keys that may
 * know: `/api/v1/orders/{number}/decisions`.
 */
export const tellDecisions = restRoute(async ({ ctx, url }) => {
  const orderNumber = decodeURIComponent(url.pathname.split("/").at(-2) ?? "");
  const decided = await listDecisions(ctx, { orderNumber });
  const mayKnow = ctx.actor.capabilities.has("allocation.find_line_runs");
  const allocationRuns = mayKnow ? await findLineRuns(ctx, { orderNumber }) : [];
  return { status: 200, body: { ...decided, allocationRuns } };
});

/** Take a document as a draft. */
export const takeProfile = restRoute(async ({ ctx, body, idempotencyKey }) => {
  const { document, note = "" } = parseInput(profileBody, body);
  const saved = await importProfile(ctx, idempotencyKey, { document, note });
  return { status: saved.isUnchanged ? 200 : 201, body: saved };
});

/** Say what is to be said of a document, and write nothing. */
export const checkDocument = restRoute(async ({ ctx, body }) => {
  const { document } = parseInput(profileBody, body);
  const { isReadable, faults, sentences, findings } = await checkProfile(ctx, { document });
  return { status: 200, body: { isReadable, faults, sentences, findings } };
});
