import { database } from "@/db/client";
import type { Viewer } from "@/server/auth/session";
import { viewerOf } from "@/server/auth/viewer";
import { systemClock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";

export type ApiContext = {
  readonly viewer: Viewer | null;
  /** Null when nobody is signed in. */
  readonly oms: Ctx | null;
  /** The network address that asks, for the limits of doors that need no account. */
  readonly address: string;
};

/** As the server in front of us tells it, else as our own does. */
export const addressOf = (headers: { get: (name: string) => string | null }): string =>
  headers.get("x-forwarded-for")?.split(",")[0]?.trim() || "local";

export function contextFor(viewer: Viewer | null, address: string): ApiContext {
  return {
    viewer,
    address,
    oms: viewer && { database: database(), clock: systemClock, actor: viewer.actor },
  };
}

export async function contextOf(request: Request): Promise<ApiContext> {
  const cookies = new Map(
    (request.headers.get("cookie") ?? "").split("; ").map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))] as const;
    }),
  );
  return contextFor(await viewerOf((name) => cookies.get(name)), addressOf(request.headers));
}
