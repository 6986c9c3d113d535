import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { resendMail } from "@/server/integrations/mail/resend";
import { openDatabase, type TestDatabase } from "../../support/database";
import { givenSku, givenStock } from "../../support/factories";
import { type Floor, givenFloor, givenOrder } from "../../support/floor";
import { mailsOf } from "../notifications/telling";
import { eventually } from "./working";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  const given = await givenFloor(database);
  floor = { ...given, ctx: { ...given.ctx, clock: { now: () => new Date() } } };
});
afterAll(() => database.drop());

const workers: ChildProcess[] = [];
const servers: Server[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) {
    worker.kill("SIGKILL");
  }
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The real program, as `npm start` runs it. */
function startWorkerProcess(environment: Record<string, string> = {}): ChildProcess {
  const worker = spawn(process.execPath, ["--import", "tsx", "server/shell/worker.ts"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: database.url,
      AUTH_SECRET: "only-for-tests-only-for-tests-only-f",
      ...environment,
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  workers.push(worker);
  return worker;
}

const endOf = (worker: ChildProcess) =>
  new Promise<number | NodeJS.Signals | null>((resolve) => {
    worker.once("exit", (code, signal) => resolve(code ?? signal));
  });

async function givenPlaced() {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
  return givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
}

type Sent = { readonly key: string | undefined; readonly body: Record<string, unknown> };

/** Something that speaks like Resend. */
async function givenResend(answer: (response: ServerResponse, call: number) => void) {
  const sent: Sent[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let text = "";
    request.on("data", (part) => {
      text += part;
    });
    request.on("end", () => {
      sent.push({ key: String(request.headers["idempotency-key"]), body: JSON.parse(text) });
      response.setHeader("content-type", "application/json");
      answer(response, sent.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { sent, baseUrl: `http://127.0.0.1:${port}` };
}

test("the worker tells what happens, releases what is due, and ends when told", async () => {
  const worker = startWorkerProcess();
  const order = await givenPlaced();
  await eventually(async () => (await mailsOf(database, order.orderId)).length === 1, 60_000);
  await eventually(
    async () =>
      (await database.sql`select 1 from fulfillment_order where order_id = ${order.orderId}`)
        .length === 1,
    60_000,
  );
  expect(await database.sql`select 1 from worker_heartbeat`).toHaveLength(1);
  const end = endOf(worker);
  worker.kill("SIGTERM");
  expect(await end).toBe(0);
  expect(await database.sql`select 1 from worker_heartbeat`).toHaveLength(0);
}, 120_000);

test("a worker that is killed while it sends is followed by one that sends the same mail", async () => {
  const resend = await givenResend((response, call) => {
    if (call > 1) {
      response.end(JSON.stringify({ id: "re_1" }));
    }
  });
  const environment = {
    RESEND_API_KEY: "re_test",
    RESEND_BASE_URL: resend.baseUrl,
    MAIL_FROM: "Test Seller <orders@seller.test>",
  };
  const first = startWorkerProcess(environment);
  const order = await givenPlaced();
  await eventually(async () => resend.sent.length === 1, 60_000);
  first.kill("SIGKILL");
  await database.sql`update job set run_at = now()`;
  startWorkerProcess(environment);
  await eventually(
    async () => (await mailsOf(database, order.orderId))[0]?.sentAt instanceof Date,
    60_000,
  );
  const [one, two, ...others] = resend.sent;
  expect(others).toEqual([]);
  expect(two).toEqual(one);
  expect(one?.body).toMatchObject({
    from: "Test Seller <orders@seller.test>",
    to: floor.company.contactEmail,
    subject: `Order ${order.number} is confirmed`,
    text: expect.stringContaining(order.number),
  });
  expect(await mailsOf(database, order.orderId)).toHaveLength(1);
}, 180_000);

test("what Resend refuses is our error, with its words", async () => {
  const resend = await givenResend((response) => {
    response.statusCode = 422;
    response.end(JSON.stringify({ name: "validation_error", message: "Invalid `to` field" }));
  });
  const mail = resendMail({
    apiKey: "re_test",
    from: "a@b.test",
    seller: "A",
    appUrl: "http://localhost",
    baseUrl: resend.baseUrl,
  });
  const letter = { id: "m1", toAddress: "x", subject: "s", html: "<p>", plainText: "p" };
  await expect(mail.deliver(letter)).rejects.toMatchObject({
    code: "UPSTREAM_FAILED",
    message: "Resend did not take the mail: Invalid `to` field",
  });
});
