import { randomUUID } from "node:crypto";
import { TRPCError } from "@trpc/server";
import type { ReactElement } from "react";
import { ConsentPage } from "@/components/tracking/consent-page";
import { type Refused, SubstitutePage } from "@/components/tracking/substitute-page";
import { LinkNotValid, TooManyTries } from "@/components/tracking/tracking-page";
import { api } from "@/server/api/rsc";
import { env } from "@/server/env";
import { sellerOf } from "@/server/integrations/mail/seller";
import { DomainError } from "@/server/oms/kernel/errors";

type Props = { params: Promise<{ token: string }> };

/**
 * The question whether a later date is accepted, or another item, for whoever holds the link of the mail.
 * Looking at it answers nothing: mail programs look at links too. A whole document without script, as the
 * tracking page is.
 */
export async function GET(_request: Request, { params }: Props): Promise<Response> {
  const { token } = await params;
  try {
    return await show(token);
  } catch (error) {
    return refusal(error, sellerOf(env().mailFrom));
  }
}

async function show(token: string, refused?: Refused): Promise<Response> {
  const seller = sellerOf(env().mailFrom);
  const consent = await (await api()).backorders.findConsentByLink({ token });
  const requestKey = randomUUID();
  const page =
    consent.kind === "later_date" ? (
      <ConsentPage {...{ seller, consent, requestKey }} />
    ) : (
      <SubstitutePage {...{ seller, consent, requestKey, refused }} />
    );
  return documentOf(refused === undefined ? 200 : 409, page);
}

/** The answer; afterwards the page says what stands now, whether or not it could be taken. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const { token } = await params;
  const form = await request.formData();
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const isOffer = text("about") === "another_sku";
  try {
    await (isOffer ? answerOffer(token, text) : answerDate(token, text));
  } catch (error) {
    const code = codeOf(error);
    const refused = code === null ? undefined : REFUSED[code];
    if (isOffer && refused !== undefined) {
      return show(token, refused);
    }
    if (code !== "STALE") {
      return refusal(error, sellerOf(env().mailFrom));
    }
  }
  // To itself, by a relative address: what a proxy calls this host is its own affair.
  return new Response(null, { status: 303, headers: { ...HEADERS, Location: token } });
}

type Typed = (name: string) => string;

async function answerDate(token: string, text: Typed): Promise<void> {
  const answer = (["accept", "cancel"] as const).find((known) => known === text("answer"));
  if (answer !== undefined) {
    const input = { token, answer, proposed: text("proposed") };
    await (await api()).backorders.answerByLink({ idempotencyKey: text("key"), input });
  }
}

async function answerOffer(token: string, text: Typed): Promise<void> {
  const answer = (["accept", "decline"] as const).find((known) => known === text("answer"));
  if (answer !== undefined) {
    const request = { idempotencyKey: text("key"), input: { token, answer } };
    await (await api()).backorders.answerSubstituteByLink(request);
  }
}

/** What keeps an offer from being taken, with nothing changed and the question still open. */
const REFUSED: Partial<Record<DomainError["code"], Refused>> = {
  SHORT_SUPPLY: "gone",
  ORDER_REFUSED: "gone",
  ON_HOLD: "paused",
  STALE: "paused",
};

const codeOf = (error: unknown) =>
  error instanceof TRPCError && error.cause instanceof DomainError ? error.cause.code : null;

function refusal(error: unknown, seller: string): Promise<Response> {
  const cause = error instanceof TRPCError ? error.cause : null;
  if (!(cause instanceof DomainError)) {
    throw error;
  }
  if (cause.code === "RATE_LIMITED") {
    const waitSeconds = Number(cause.details.waitSeconds);
    return documentOf(429, <TooManyTries seller={seller} waitSeconds={waitSeconds} />);
  }
  return documentOf(404, <LinkNotValid seller={seller} />);
}

const HEADERS = {
  "Cache-Control": "private, no-store",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex, nofollow",
};

async function documentOf(status: number, page: ReactElement): Promise<Response> {
  const { renderToStaticMarkup } = await import("react-dom/server");
  return new Response(`<!doctype html>${renderToStaticMarkup(page)}`, {
    status,
    headers: { ...HEADERS, "Content-Type": "text/html; charset=utf-8" },
  });
}
