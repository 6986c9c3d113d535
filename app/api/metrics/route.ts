import { database } from "@/db/client";
import { mayReadMetrics } from "@/server/auth/metrics-access";
import { env } from "@/server/env";
import { readMetrics } from "@/server/shell/vitals";

/** Prometheus text, for this machine or with the token of OMS_METRICS_TOKEN. */
export async function GET(request: Request) {
  if (!mayReadMetrics(request.headers, env().metricsToken)) {
    return new Response("not allowed from here without the token\n", { status: 403 });
  }
  return new Response(await readMetrics(database()), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  });
}
