import { cookies } from "next/headers";
import { cache } from "react";
import { localDateOf } from "@/components/format";

export type ReaderClock = {
  /** IANA zone in which the reader reads times. */
  readonly zone: string;
  readonly now: Date;
  /** The reader's day, "YYYY-MM-DD". */
  readonly today: string;
};

const FALLBACK_ZONE = "America/New_York";

/** A cookie is text from outside: only a zone that exists is taken from it. */
export function knownZone(text: string | undefined): string {
  if (text === undefined || text === "") {
    return FALLBACK_ZONE;
  }
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return FALLBACK_ZONE;
  }
}

/** The present as this page's reader sees it; one moment for the whole page. */
export const readerClock = cache(async (): Promise<ReaderClock> => {
  const zone = knownZone((await cookies()).get("zone")?.value);
  const now = new Date();
  return { zone, now, today: localDateOf(now, zone) };
});
