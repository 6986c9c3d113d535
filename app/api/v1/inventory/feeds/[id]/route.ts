import { z } from "zod";
import { restRoute } from "@/server/api/rest";
import { findFeedRun } from "@/server/oms/inventory/queries-feeds";
import { DomainError } from "@/server/oms/kernel/errors";

/** One feed with the account of its rows. */
export const GET = restRoute(async ({ ctx, url }) => {
  const runId = z.uuid().safeParse(url.pathname.split("/").at(-1));
  if (!runId.success) {
    throw new DomainError("NOT_FOUND", "There is no such feed");
  }
  return { status: 200, body: await findFeedRun(ctx, { runId: runId.data }) };
});
