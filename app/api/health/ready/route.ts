import { database } from "@/db/client";
import { readReadiness } from "@/server/shell/vitals";

/** This installation can take orders; else 503 with the reason. */
export async function GET() {
  const readiness = await readReadiness(database());
  return readiness.ready
    ? Response.json({ status: "ready" })
    : Response.json({ status: "unavailable", reason: readiness.reason }, { status: 503 });
}
