import { createHash, randomUUID } from "node:crypto";
import { database } from "@/db/client";
import { findKeyActor } from "@/server/auth/api-key";
import { DomainError, type ErrorCode } from "@/server/oms/kernel/errors";
import { systemClock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";
import { logOf } from "@/server/shell/log";

const log = logOf("api");

/** Total by type: a new `ErrorCode` does not compile until it has a status. */
const STATUS = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  INVALID_INPUT: 400,
  ILLEGAL_TRANSITION: 412,
  SHORT_SUPPLY: 422,
  ORDER_REFUSED: 422,
  WRONG_CODE: 422,
  DUPLICATE: 409,
  ON_HOLD: 412,
  STALE: 409,
  KEY_REUSED: 422,
  RATE_LIMITED: 429,
  UPSTREAM_FAILED: 502,
} as const satisfies Record<ErrorCode, number>;

export type RestRequest = {
  readonly ctx: Ctx;
  readonly url: URL;
  /** The parsed JSON body; null for GET. */
  readonly body: unknown;
  /** From `Idempotency-Key`, as the key that commands take; always there for POST. */
  readonly idempotencyKey: string;
};

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const KEY_LENGTH_MAX = 255;

/** A problem of RFC 9457 with the stable `code` that clients branch on. */
export function problemOf(error: DomainError) {
  const { faults, ...details } = error.details;
  return {
    type: "about:blank",
    title: error.message,
    status: STATUS[error.code],
    code: error.code,
    ...(faults === undefined ? {} : { faults }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
  };
}

/** Any key of up to 255 characters as the UUID that commands take (version 8: own hash). */
export function keyFrom(text: string): string {
  const hash = createHash("sha256").update(text).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/**
 * A route of the public API: key, size, JSON and `Idempotency-Key` are checked here, and whatever
 * goes wrong leaves as problem+json; a bug says no more than its request id.
 */
export function restRoute(
  handle: (request: RestRequest) => Promise<{ readonly status: number; readonly body: unknown }>,
) {
  return async (request: Request): Promise<Response> => {
    const requestId = randomUUID();
    try {
      const connection = database();
      const actor = await findKeyActor(connection, request.headers.get("authorization"));
      if (actor === null) {
        return problem(
          {
            status: 401,
            code: "UNAUTHORIZED",
            title: "Send a valid key: Authorization: Bearer ord_…",
          },
          requestId,
        );
      }
      const isWrite = request.method !== "GET";
      const { status, body } = await handle({
        ctx: { database: connection, clock: systemClock, actor },
        url: new URL(request.url),
        body: isWrite ? await readJson(request) : null,
        idempotencyKey: isWrite ? readKey(request) : randomUUID(),
      });
      return Response.json(body, { status, headers: { "x-request-id": requestId } });
    } catch (error) {
      if (error instanceof DomainError) {
        return problem(problemOf(error), requestId);
      }
      log.error({ error, requestId }, "a request of the public API failed");
      return problem(
        { status: 500, code: "INTERNAL", title: "Something went wrong on our side" },
        requestId,
      );
    }
  };
}

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > BODY_BYTES_MAX) {
    throw new DomainError("INVALID_INPUT", "The body is larger than 4 MiB; send less at once");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("INVALID_INPUT", "The body is not JSON");
  }
}

function readKey(request: Request): string {
  const key = request.headers.get("idempotency-key")?.trim() ?? "";
  if (key === "" || key.length > KEY_LENGTH_MAX) {
    throw new DomainError("INVALID_INPUT", "Send an Idempotency-Key of 1 to 255 characters", {
      faults: [
        { field: "Idempotency-Key", code: "missing", message: "Every POST carries its own key" },
      ],
    });
  }
  return keyFrom(key);
}

const problem = (
  body: { readonly status: number; readonly code: string; readonly title: string },
  requestId: string,
) =>
  Response.json(
    { ...body, request_id: requestId },
    {
      status: body.status,
      headers: { "content-type": "application/problem+json", "x-request-id": requestId },
    },
  );
