import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { connect } from "@/db/client";
import { hashPassword } from "@/server/auth/password";
import { createUser } from "@/server/oms/customers/commands/create-user";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { systemActor } from "@/server/shell/actor";
import { systemClock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";
import { untilAlive } from "../support/alive";
import { findBrowser } from "../support/browser";
import { median, percentile, type Report, type ScenarioOptions } from "./measure";
import { startSecondWeb, startStack } from "./stack";
import { giveScarce, makeWorld } from "./world";

/** Changes in one round of an arm. */
const CHANGES = 12;
const FIRST = 1_000;
/** A person's pace: a storm of changes is shown more slowly, on purpose. */
const APART_MS = 2_200;
const SEEN_WITHIN_MS = 20_000;

/** One change, from its commit until the open page shows it. */
type Sample = {
  readonly arm: string;
  readonly round: number;
  readonly seenMs: number;
};

/**
 * A change of stock that one process commits, until a page that stands open on another web server
 * shows it, in a real browser. The control is the least that can be: the change is said at once on a
 * bare stream of events, and the page asks for a static document of the same size.
 */
export async function live({ rounds }: ScenarioOptions): Promise<Report> {
  const stack = await startStack();
  const second = await startSecondWeb(stack);
  const connection = connect(stack.databaseUrl, { max: 4, statementTimeoutMs: 0 });
  const { executablePath, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, env, args: ["--no-sandbox"] });
  const echo = await startEcho();
  try {
    const world = await makeWorld(connection, { nodes: 8, skus: 40, companies: 1 });
    const sku = await giveScarce(connection, world, FIRST);
    const [node] = world.nodes;
    const ctx = { database: connection, clock: systemClock, actor: systemActor("bench") };
    const page = await openPage(browser, ctx, second.origin);
    const still = await given(await browser.newContext());
    await still.goto(echo.origin);
    echo.keep(await page.content());
    let units = FIRST;
    const change = () =>
      adjustStock(ctx, randomUUID(), {
        skuId: sku.id,
        nodeId: node?.id ?? "",
        delta: 1,
        reason: "Counted again",
      });
    const samples: Sample[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      for (let at = 0; at < CHANGES; at += 1) {
        units += 1;
        const shown = await measure(page, units, change);
        const control = await measure(still, units, async () => echo.say(units));
        if (round > 0) {
          samples.push({ arm: "live", round, ...shown }, { arm: "control", round, ...control });
        }
        await sleep(APART_MS + Math.random() * 500);
      }
    }
    const audit = await auditDatabase(connection.sql);
    return { metrics: { ...summary(samples), violations: audit.violations }, samples };
  } finally {
    echo.close();
    await browser.close();
    await connection.end();
    await second.stop();
    await stack.stop();
  }
}

type Browser = Awaited<ReturnType<typeof chromium.launch>>;

async function openPage(browser: Browser, ctx: Ctx, origin: string): Promise<Page> {
  const [email, password] = ["bench@example.test", randomUUID()];
  await createUser(ctx, randomUUID(), {
    email,
    name: "Bench",
    passwordHash: await hashPassword(password),
    roles: ["ops"],
    nodes: [],
    buyer: null,
  });
  const page = await given(await browser.newContext({ baseURL: origin }));
  await page.goto("/sign-in?callbackUrl=/admin/inventory");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.goto("/admin/inventory");
  await untilAlive(page.getByRole("searchbox"));
  return page;
}

/** The runner that compiles this file names functions by a helper, which a page does not have. */
async function given(context: BrowserContext): Promise<Page> {
  await context.addInitScript("globalThis.__name = (named) => named");
  return context.newPage();
}

const figure = (units: number) => units.toLocaleString("en-US");

/** The clocks of browser and bench are one: both run on this machine. */
async function measure(page: Page, units: number, change: () => Promise<unknown>) {
  const seen = page.evaluate(
    ([text, withinMs]) =>
      new Promise<number>((resolve, reject) => {
        const look = () => {
          if (document.body.textContent?.includes(text)) {
            observer.disconnect();
            resolve(Date.now());
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        setTimeout(() => reject(new Error(`${text} was not shown`)), withinMs);
      }),
    [figure(units), SEEN_WITHIN_MS] as const,
  );
  await change();
  const committedAt = Date.now();
  return { seenMs: (await seen) - committedAt };
}

/** A stream of events and one document, without anything else. */
async function startEcho() {
  const listeners = new Set<(units: number) => void>();
  let rows = "";
  let units = FIRST;
  const script = `
    const show = () => fetch("/rows").then((r) => r.text()).then((html) => {
      document.getElementById("rows").innerHTML = html;
    });
    new EventSource("/events").onmessage = show;
    show();`;
  const server = createServer((request, response) => {
    if (request.url === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(":\n\n");
      const tell = (said: number) => response.write(`data: ${said}\n\n`);
      listeners.add(tell);
      request.on("close", () => listeners.delete(tell));
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(
      request.url === "/rows"
        ? `<p>${figure(units)}</p>${rows}`
        : `<!doctype html><div id="rows"></div><script>${script}</script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keep: (html: string) => {
      rows = html.match(/<table[\s\S]*<\/table>/)?.[0] ?? "";
    },
    say: (next: number) => {
      units = next;
      for (const tell of listeners) {
        tell(next);
      }
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function summary(samples: readonly Sample[]): Record<string, number> {
  const of = (arm: string, pick: (sample: Sample) => number | undefined) =>
    samples.filter((sample) => sample.arm === arm).flatMap((sample) => pick(sample) ?? []);
  const shown = of("live", ({ seenMs }) => seenMs);
  const control = of("control", ({ seenMs }) => seenMs);
  return {
    changes: shown.length,
    live_p50_ms: median(shown),
    live_p95_ms: percentile(shown, 95),
    control_p50_ms: median(control),
    control_p95_ms: percentile(control, 95),
    ratio: median(shown) / median(control),
  };
}
