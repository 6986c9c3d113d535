import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { database } from "@/db/client";
import { systemClock } from "@/server/shell/clock";
import { verifyPassword } from "./password";
import { countAttempt, forgetAttempts } from "./rate-limit";
import { closeSession, openSession, SESSION_HOURS } from "./session";

declare module "next-auth" {
  interface User {
    sessionId: string;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    sessionId?: string;
  }
}

const WINDOW_SECONDS = 900;
const PER_ACCOUNT = 10;
const PER_ADDRESS = 100;

/** The address that asks, as the server in front of us tells it. */
function addressOf(headers: Record<string, unknown> | undefined): string {
  const forwarded = headers?.["x-forwarded-for"];
  return typeof forwarded === "string" ? (forwarded.split(",")[0]?.trim() ?? "local") : "local";
}

async function authorize(
  credentials: Record<"email" | "password", string> | undefined,
  request: { headers?: Record<string, unknown> },
) {
  const email = credentials?.email.trim().toLowerCase() ?? "";
  const password = credentials?.password ?? "";
  if (email === "" || password === "" || email.length > 254 || password.length > 1000) {
    return null;
  }
  const connection = database();
  const now = systemClock.now();
  const account = `sign-in:${email}`;
  const waits = await Promise.all([
    countAttempt(connection, account, { now, limit: PER_ACCOUNT, windowSeconds: WINDOW_SECONDS }),
    countAttempt(connection, `sign-in-from:${addressOf(request.headers)}`, {
      now,
      limit: PER_ADDRESS,
      windowSeconds: WINDOW_SECONDS,
    }),
  ]);
  if (waits.some((seconds) => seconds !== null)) {
    throw new Error("RateLimited");
  }
  const [user] = await connection.sql<{ id: string; name: string; passwordHash: string }[]>`
    select id, name, password_hash as "passwordHash" from app_user
    where lower(email) = ${email} and disabled_at is null`;
  if (!(await verifyPassword(password, user?.passwordHash ?? null)) || user === undefined) {
    return null;
  }
  await forgetAttempts(connection, account);
  const sessionId = await openSession(connection, user.id, now);
  return { id: user.id, name: user.name, email, sessionId };
}

export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: SESSION_HOURS * 3600 },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    Credentials({
      credentials: { email: { label: "E-mail" }, password: { label: "Password" } },
      authorize,
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => (user ? { ...token, sessionId: user.sessionId } : token),
  },
  events: {
    signOut: async ({ token }) => {
      if (token.sessionId !== undefined) {
        await closeSession(database(), token.sessionId, systemClock.now());
      }
    },
  },
};
