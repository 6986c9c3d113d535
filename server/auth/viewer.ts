import { decode } from "next-auth/jwt";
import { database } from "@/db/client";
import { systemClock } from "@/server/shell/clock";
import { findViewer, type Viewer } from "./session";

const COOKIES = ["__Secure-next-auth.session-token", "next-auth.session-token"];

/** The signed-in person behind a request's cookies; null when nobody is, or no longer. */
export async function viewerOf(
  cookie: (name: string) => string | undefined,
): Promise<Viewer | null> {
  const token = COOKIES.map(cookie).find((value) => value !== undefined);
  const secret = process.env.NEXTAUTH_SECRET;
  if (token === undefined || secret === undefined) {
    return null;
  }
  const claims = await decode({ token, secret }).catch(() => null);
  if (claims?.sessionId === undefined) {
    return null;
  }
  return findViewer(database(), claims.sessionId, systemClock.now());
}
