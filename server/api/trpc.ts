import { initTRPC, type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { database } from "@/db/client";
import { anonymousActor } from "@/server/auth/capabilities";
import { blockedFor, countAttempt } from "@/server/auth/rate-limit";
import { DomainError, type ErrorCode, type Fault } from "@/server/oms/kernel/errors";
import { systemClock } from "@/server/shell/clock";
import type { Command, Ctx } from "@/server/shell/command";
import { logOf } from "@/server/shell/log";
import type { Query } from "@/server/shell/query";
import type { ApiContext } from "./context";

/** Total by type: a new `ErrorCode` does not compile until it has a line here. */
const TRPC_CODE = {
  NOT_FOUND: "NOT_FOUND",
  FORBIDDEN: "FORBIDDEN",
  INVALID_INPUT: "BAD_REQUEST",
  ILLEGAL_TRANSITION: "PRECONDITION_FAILED",
  SHORT_SUPPLY: "UNPROCESSABLE_CONTENT",
  ORDER_REFUSED: "UNPROCESSABLE_CONTENT",
  WRONG_CODE: "UNPROCESSABLE_CONTENT",
  DUPLICATE: "CONFLICT",
  ON_HOLD: "PRECONDITION_FAILED",
  STALE: "CONFLICT",
  KEY_REUSED: "UNPROCESSABLE_CONTENT",
  RATE_LIMITED: "TOO_MANY_REQUESTS",
  UPSTREAM_FAILED: "BAD_GATEWAY",
} as const satisfies Record<ErrorCode, TRPC_ERROR_CODE_KEY>;

/** What is wrong with which field, whether Zod or the domain found it. */
export function faultsOf(cause: unknown): Fault[] {
  if (cause instanceof z.ZodError) {
    return cause.issues.map((issue) => ({
      field: issue.path.join("."),
      code: issue.code,
      message: issue.message,
    }));
  }
  if (cause instanceof DomainError && Array.isArray(cause.details.faults)) {
    return cause.details.faults as Fault[];
  }
  return [];
}

const log = logOf("api");

const t = initTRPC.context<ApiContext>().create({
  transformer: superjson,
  sse: {
    ping: { enabled: true, intervalMs: 15_000 },
    maxDurationMs: 10 * 60_000,
    client: { reconnectAfterInactivityMs: 30_000 },
  },
  errorFormatter({ shape, error }) {
    const domain = error.cause instanceof DomainError ? error.cause : null;
    const isInput = error.cause instanceof z.ZodError;
    return {
      ...shape,
      // A driver's message quotes SQL and its parameters: of a bug the client learns no more.
      message:
        error.code === "INTERNAL_SERVER_ERROR"
          ? "Something went wrong on our side"
          : isInput
            ? "Some fields are not right"
            : shape.message,
      data: {
        ...shape.data,
        domain: domain && { code: domain.code, details: domain.details },
        faults: faultsOf(error.cause),
      },
    };
  },
});

/** The one place where a domain error meets HTTP: routers neither catch nor translate. */
const translateErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) {
    return result;
  }
  const { cause } = result.error;
  if (cause instanceof DomainError) {
    throw new TRPCError({ code: TRPC_CODE[cause.code], message: cause.message, cause });
  }
  if (cause instanceof z.ZodError) {
    throw new TRPCError({ code: "BAD_REQUEST", message: "Some fields are not right", cause });
  }
  return result;
});

const requireActor = t.middleware(({ ctx, next }) => {
  if (ctx.oms === null || ctx.viewer === null) {
    throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first" });
  }
  return next({ ctx: { oms: ctx.oms, viewer: ctx.viewer } });
});

export const { router, createCallerFactory } = t;
export const procedure = t.procedure.use(translateErrors).use(requireActor);

/** Wrong guesses of a secret that one address has in a quarter of an hour. */
const GUESSES = { limit: 30, windowSeconds: 900 };

/** Doors that open to a secret: an address that guessed too often waits, right or wrong. */
const limitGuesses = t.middleware(async ({ ctx, path, next }) => {
  const oms: Ctx = { database: database(), clock: systemClock, actor: anonymousActor };
  const subject = `guess:${path}:${ctx.address}`;
  const limits = { ...GUESSES, now: oms.clock.now() };
  const waitSeconds = await blockedFor(oms.database, subject, limits);
  if (waitSeconds !== null) {
    throw new DomainError("RATE_LIMITED", "Too many links that are not valid came from you", {
      waitSeconds,
    });
  }
  const result = await next({ ctx: { oms } });
  if (!result.ok && result.error.cause instanceof DomainError) {
    await countAttempt(oms.database, subject, limits);
  } else if (!result.ok) {
    // Without the input: whoever reads a log must not learn the secret that was given.
    log.error({ error: result.error.cause, path }, "a public query failed");
  }
  return result;
});

/** A query that needs no account: it opens to what its input holds, whoever is signed in. */
export const publicQuery = <Schema extends z.ZodObject, Output>(read: Query<Schema, Output>) =>
  t.procedure
    .use(translateErrors)
    .use(limitGuesses)
    .input((raw: unknown) => raw as z.input<Schema>)
    .query(({ ctx, input }) => read(ctx.oms, input as z.input<Schema>));

const envelope = z.object({ idempotencyKey: z.uuid(), input: z.unknown() });

/** A command as a procedure: its own input, which it checks itself, plus the caller's key. */
export const mutation = <Schema extends z.ZodObject, Output>(command: Command<Schema, Output>) =>
  procedure
    .input((raw: unknown) => {
      const { idempotencyKey, input } = envelope.parse(raw);
      return { idempotencyKey, input: input as z.input<Schema> };
    })
    .mutation(({ ctx, input: { idempotencyKey, input } }) =>
      command(ctx.oms, idempotencyKey, input),
    );

/** A command that needs no account: its input opens it, and who guesses is slowed down. */
export const publicMutation = <Schema extends z.ZodObject, Output>(
  command: Command<Schema, Output>,
) =>
  t.procedure
    .use(translateErrors)
    .use(limitGuesses)
    .input((raw: unknown) => {
      const { idempotencyKey, input } = envelope.parse(raw);
      return { idempotencyKey, input: input as z.input<Schema> };
    })
    .mutation(({ ctx, input: { idempotencyKey, input } }) =>
      command(ctx.oms, idempotencyKey, input),
    );

/** A query as a procedure; the query checks its input itself. */
export const query = <Schema extends z.ZodObject, Output>(read: Query<Schema, Output>) =>
  procedure
    .input((raw: unknown) => raw as z.input<Schema>)
    .query(({ ctx, input }) => read(ctx.oms, input as z.input<Schema>));
