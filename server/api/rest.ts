import { createHash, randomUUID } from "node:crypto";
import { database } from "@/db/client";
import { admitByKey } from "@/server/auth/api-key";
import { DomainError, type ErrorCode } from "@/server/oms/kernel/errors";
import type { Actor } from "@/server/shell/actor";
import { systemClock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";
import { logOf } from "@/server/shell/log";
import type { Moment } from "@/server/shell/moment";
import { type BodySource, BodyTooLarge, readBody } from "./body";

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
  /** Of the database, after the request came in: for handlers that write nothing. */
  readonly moment: Moment;
  readonly url: URL;
  /** The parsed JSON body; null for GET and DELETE. */
  readonly body: unknown;
  /** From `Idempotency-Key`, as the key that commands take; always there for POST. */
  readonly idempotencyKey: string;
};

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

/**
 * Any key of up to 255 characters as the UUID that commands take (version 8: own hash). It is the
 * sender's own: what two senders happen to call by the same name are two requests, and neither
 * learns of the other's.
 */
export function keyFrom({ id }: Actor, text: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([id, text]))
    .digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** A request as a route reads it: a web `Request`, or Node's own message in that shape. */
export type RestSource = BodySource & { readonly method: string; readonly url: string };

/** What is sent: text, or its bytes in parts that follow each other. */
type Content = string | readonly Buffer[];

export type RestAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: Content;
};

/** A route as Next calls it, and as the web server calls it where Next would cost too much. */
export type RestRoute = {
  (request: Request): Promise<Response>;
  readonly answer: (source: RestSource) => Promise<RestAnswer>;
};

/** What a route answers: a value, or what is written already; JSON unless its headers say else. */
type Handled = {
  readonly status: number;
  /** Beside those of every answer, or in their place. */
  readonly headers?: Readonly<Record<string, string>>;
} & ({ readonly body: unknown } | { readonly text: Content });

/**
 * A route of the public API: key, size, JSON and `Idempotency-Key` are checked here, and whatever
 * goes wrong leaves as problem+json; a bug says no more than its request id.
 */
export function restRoute(handle: (request: RestRequest) => Promise<Handled>): RestRoute {
  const answer = async (source: RestSource): Promise<RestAnswer> => {
    const requestId = randomUUID();
    try {
      const connection = database();
      const admitted = await admitByKey(connection, source.headers.get("authorization"));
      if (admitted === null) {
        return problem(
          {
            status: 401,
            code: "UNAUTHORIZED",
            title: "Send a valid key: Authorization: Bearer ord_…",
          },
          requestId,
        );
      }
      const { actor, moment } = admitted;
      const isWrite = source.method !== "GET";
      // The key first: a request without one is answered before its body is read.
      const idempotencyKey = isWrite ? readKey(source, actor) : randomUUID();
      const handled = await handle({
        ctx: { database: connection, clock: systemClock, actor },
        moment,
        url: new URL(source.url),
        body: isWrite && source.method !== "DELETE" ? await readJson(source) : null,
        idempotencyKey,
      });
      const text = "text" in handled ? handled.text : JSON.stringify(handled.body);
      const { headers, ...answered } = answerOf(handled.status, text, requestId);
      return { ...answered, headers: { ...headers, ...handled.headers } };
    } catch (error) {
      if (error instanceof DomainError) {
        return problem(problemOf(error), requestId);
      }
      if (error instanceof BodyTooLarge) {
        const { message } = error;
        const faults = [{ field: "body", code: "too_large", message }];
        return problem({ status: 413, code: "BODY_TOO_LARGE", title: message, faults }, requestId);
      }
      log.error({ error, requestId }, "a request of the public API failed");
      return problem(
        { status: 500, code: "INTERNAL", title: "Something went wrong on our side" },
        requestId,
      );
    }
  };
  const route = async (request: Request): Promise<Response> => {
    const { status, headers, text } = await answer({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: request.body as AsyncIterable<Uint8Array> | null,
    });
    const body = typeof text === "string" ? text : new Uint8Array(Buffer.concat(text));
    return new Response(body, { status, headers });
  };
  return Object.assign(route, { answer });
}

const answerOf = (
  status: number,
  text: Content,
  requestId: string,
  type = "application/json",
): RestAnswer => ({
  status,
  headers: {
    "content-type": type,
    "x-request-id": requestId,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  },
  text,
});

async function readJson(source: RestSource): Promise<unknown> {
  const text = await readBody(source);
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : "It cannot be read";
    throw new DomainError("INVALID_INPUT", "The body is not JSON", {
      faults: [{ field: "body", code: "not_json", message }],
    });
  }
}

function readKey(source: RestSource, actor: Actor): string {
  const key = source.headers.get("idempotency-key")?.trim() ?? "";
  if (key === "" || key.length > KEY_LENGTH_MAX) {
    throw new DomainError("INVALID_INPUT", "Send an Idempotency-Key of 1 to 255 characters", {
      faults: [
        { field: "Idempotency-Key", code: "missing", message: "Every POST carries its own key" },
      ],
    });
  }
  return keyFrom(actor, key);
}

const problem = (
  body: {
    readonly status: number;
    readonly code: string;
    readonly title: string;
    readonly faults?: unknown;
  },
  requestId: string,
): RestAnswer =>
  answerOf(
    body.status,
    JSON.stringify({ ...body, request_id: requestId }),
    requestId,
    "application/problem+json",
  );
