import { TRPCError } from "@trpc/server";
import type { ReactElement } from "react";
import {
  LinkNotValid,
  TooManyTries,
  TrackingPage,
  TrackingUnavailable,
} from "@/components/tracking/tracking-page";
import { api } from "@/server/api/rsc";
import { env } from "@/server/env";
import { sellerOf } from "@/server/integrations/mail/seller";
import { DomainError } from "@/server/oms/kernel/errors";

const RETRY_SECONDS = 30;

type Answer = {
  readonly status: number;
  readonly page: ReactElement;
  readonly waitSeconds?: number;
};

/**
 * The public page of an order's parcels. A route of its own and not a page of the application: it
 * answers a whole document without script, and with the status that is true.
 */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { token } = await params;
  const { status, page, waitSeconds } = await answerTo(token);
  const { renderToStaticMarkup } = await import("react-dom/server");
  return new Response(`<!doctype html>${renderToStaticMarkup(page)}`, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "private, no-store",
      "Referrer-Policy": "no-referrer",
      "X-Robots-Tag": "noindex, nofollow",
      ...(waitSeconds === undefined ? {} : { "Retry-After": String(waitSeconds) }),
    },
  });
}

async function answerTo(token: string): Promise<Answer> {
  const seller = sellerOf(env().mailFrom);
  try {
    const order = await (await api()).tracking.findParcels({ token });
    return { status: 200, page: <TrackingPage seller={seller} order={order} /> };
  } catch (error) {
    const refusal = error instanceof TRPCError ? error.cause : null;
    if (refusal instanceof DomainError && refusal.code === "RATE_LIMITED") {
      const waitSeconds = Number(refusal.details.waitSeconds);
      const page = <TooManyTries seller={seller} waitSeconds={waitSeconds} />;
      return { status: 429, page, waitSeconds };
    }
    if (refusal instanceof DomainError) {
      return { status: 404, page: <LinkNotValid seller={seller} /> };
    }
    const page = <TrackingUnavailable seller={seller} retrySeconds={RETRY_SECONDS} />;
    return { status: 503, page, waitSeconds: RETRY_SECONDS };
  }
}
