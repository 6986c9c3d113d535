import "server-only";
import { TRPCError } from "@trpc/server";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { Viewer } from "@/server/auth/session";
import { viewerOf } from "@/server/auth/viewer";
import { addressOf, contextFor } from "./context";
import { createCaller } from "./root";

/** Who asks for this page; null when nobody is signed in. One look-up per request. */
export const viewer = cache(async (): Promise<Viewer | null> => {
  const jar = await cookies();
  return viewerOf((name) => jar.get(name)?.value);
});

/** Who asks, for pages that need somebody: others are sent to sign in. */
export async function signedIn(backTo: string): Promise<Viewer> {
  return (await viewer()) ?? redirect(`/sign-in?callbackUrl=${encodeURIComponent(backTo)}`);
}

/** The API as a page sees it: same procedures, same checks, no HTTP. */
export const api = cache(async () =>
  createCaller(contextFor(await viewer(), addressOf(await headers()))),
);

/** For what the address names: a wrong or malformed name is the 404 page, not the error page. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TRPCError && /^(NOT_FOUND|BAD_REQUEST)$/.test(error.code)) {
      notFound();
    }
    throw error;
  }
}
