/**
 * The worker: `node --import tsx server/shell/worker.ts`. Hands on events, sends mails, releases due
 * work. Any number may run on one database. SIGTERM ends it after what it is doing.
 */

import { randomUUID } from "node:crypto";
import { hostname, setPriority } from "node:os";
import { connect } from "@/db/client";
import { env } from "@/server/env";
import { mailServiceOf } from "@/server/integrations/mail/mail-service";
import { webhookSender } from "@/server/integrations/webhooks/sender";
import { systemClock } from "./clock";
import { logOf } from "./log";
import { periodicTasks } from "./periodic";
import { handlersByName, routesOf } from "./subscriptions";
import { startWorker } from "./work-loop";

/** It gives way to requests: a mail may wait a moment, an order may not. */
const NICENESS = 10;

const log = logOf("worker");
const settings = env();
if (settings.databaseUrl === null) {
  throw new Error("DATABASE_URL is not set: the worker is started by `npm start`, which sets it");
}
try {
  setPriority(NICENESS);
} catch (error) {
  log.debug({ error }, "the priority stays as it was");
}

const database = connect(settings.databaseUrl, {
  max: 8,
  applicationName: "ordinate worker",
  statementTimeoutMs: 60_000,
});
const workerId = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
const worker = startWorker({
  runtime: {
    database,
    clock: systemClock,
    services: {
      mail: mailServiceOf(settings),
      webhooks: webhookSender({ allowLoopback: settings.webhooksAllowLoopback }),
    },
    handlers: handlersByName(),
  },
  routes: routesOf(),
  periodic: periodicTasks,
  workerId,
});
log.info({ workerId }, "the worker started");

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) {
    return;
  }
  stopping = true;
  log.info({ workerId, signal }, "the worker stops");
  await worker.stop();
  await database.end();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    void stop(signal);
  });
}
