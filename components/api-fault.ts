import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@/server/api/root";

/** Why the API did not do what was asked, as a form can show it. */
export type ApiRefusal = {
  /** One sentence for the whole. */
  readonly message: string;
  /** Code of the domain: DUPLICATE, STALE, SHORT_SUPPLY …; null when the domain did not speak. */
  readonly code: string | null;
  /** What is wrong with which field: `lines.2.quantity`. */
  readonly faults: readonly { field: string; code: string; message: string }[];
  readonly details: Readonly<Record<string, unknown>>;
  /** The server never answered: nothing is known, the same key may ask again. */
  readonly isUnanswered: boolean;
};

/** Reads a thrown error of the API client; anything else counts as "never answered". */
export function refusalOf(error: unknown): ApiRefusal {
  if (error instanceof TRPCClientError) {
    const data = (error as TRPCClientError<AppRouter>).data;
    if (data) {
      return {
        message: error.message,
        code: data.domain?.code ?? null,
        faults: data.faults ?? [],
        details: data.domain?.details ?? {},
        isUnanswered: false,
      };
    }
  }
  return {
    message: "The server could not be reached. Nothing you typed is lost: try again.",
    code: null,
    faults: [],
    details: {},
    isUnanswered: true,
  };
}
