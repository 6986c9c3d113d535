import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import superjson from "superjson";

/** What a signed-in person may read, without a screen: to set the stage of a story. */
export async function ask<Output>(page: Page, path: string, input: unknown): Promise<Output> {
  const query = encodeURIComponent(JSON.stringify(superjson.serialize(input)));
  const answer = await page.request.get(`/api/trpc/${path}?input=${query}`);
  const body = await answer.json();
  if (!answer.ok()) {
    throw new Error(`${path} was refused: ${JSON.stringify(body.error ?? body)}`);
  }
  return superjson.deserialize<Output>(body.result.data);
}

/** The same for what they may do. */
export async function act<Output>(page: Page, path: string, input: unknown): Promise<Output> {
  const data = superjson.serialize({ idempotencyKey: randomUUID(), input });
  const answer = await page.request.post(`/api/trpc/${path}`, { data });
  const body = await answer.json();
  if (!answer.ok()) {
    throw new Error(`${path} was refused: ${JSON.stringify(body.error ?? body)}`);
  }
  return superjson.deserialize<Output>(body.result.data);
}
