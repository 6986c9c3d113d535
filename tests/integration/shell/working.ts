import type { Connection } from "@/db/client";
import { systemActor } from "@/server/shell/actor";
import type { Clock } from "@/server/shell/clock";
import { writeEvents } from "@/server/shell/events";
import type { Handler } from "@/server/shell/handler";
import type { JobRuntime } from "@/server/shell/jobs";
import { newId } from "@/server/shell/new-id";
import { handlersByName, routesOf } from "@/server/shell/subscriptions";

/** Mail that nobody of these tests sends. */
export const noMail = {
  provider: "none",
  appUrl: "http://localhost",
  render: () => Promise.reject(new Error("no mail is sent here")),
  deliver: () => Promise.reject(new Error("no mail is sent here")),
};

/** Nor is anybody told of anything. */
export const noWebhooks = () => Promise.reject(new Error("no webhook is sent here"));

/** A runtime with these handlers for `test.happened`, and the routes to them. */
export function workFor(database: Connection, clock: Clock, handlers: readonly Handler[]) {
  const table = { "test.happened": handlers };
  const runtime: JobRuntime = {
    database,
    clock,
    services: { mail: noMail, webhooks: noWebhooks },
    handlers: handlersByName(table),
  };
  return { runtime, routes: routesOf(table) };
}

/** A clock that stands until it is moved. */
export function movedClock(start: Date) {
  let now = start;
  return {
    now: () => now,
    move: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
}

/** Something happens, in a transaction of its own. */
export async function givenEvents(database: Connection, count: number, now: Date) {
  const ids = Array.from({ length: count }, () => newId());
  await database.sql.begin((sql) =>
    writeEvents(
      sql,
      ids.map((id) => ({ type: "test.happened", subject: { kind: "test", id }, payload: {} })),
      { actor: systemActor("test"), now },
    ),
  );
  return ids;
}

/** Polls until it holds. */
export async function eventually(holds: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; ) {
    if (await holds()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it did not come true within ${withinMs} ms`);
}
