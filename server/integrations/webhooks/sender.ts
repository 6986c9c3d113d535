import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { WebhookOutcome, WebhookSender } from "@/server/oms/webhooks/types";
import { findTarget, type Target, TargetRefused } from "./guard";
import { signedHeaders } from "./sign";

const TIMEOUT_MS = 15_000;
/** What is kept of an answer; the rest is not even read. */
const RESPONSE_BYTES_MAX = 2_000;

/**
 * Posts messages to their receivers, signed. It follows no redirect, calls only the one address it
 * checked, and gives up after fifteen seconds.
 */
export const webhookSender =
  ({ allowLoopback }: { readonly allowLoopback: boolean }): WebhookSender =>
  async ({ url, id, at, body, secrets }) => {
    const beganAt = performance.now();
    const tookMs = () => Math.round(performance.now() - beganAt);
    try {
      const target = await findTarget(url, allowLoopback);
      const answer = await post(target, body, signedHeaders({ id, at, body }, secrets));
      return { ...answer, error: null, tookMs: tookMs() };
    } catch (error) {
      return { status: null, error: sentenceOf(error), response: "", tookMs: tookMs() };
    }
  };

function sentenceOf(error: unknown): string {
  if (error instanceof TargetRefused) {
    return `Not sent: ${error.message}`;
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  return message === "" ? `No answer: ${code}` : `No answer: ${message}`;
}

function post(
  { url, address, family }: Target,
  body: string,
  signed: Readonly<Record<string, string>>,
): Promise<Pick<WebhookOutcome, "status" | "response">> {
  // Whoever asks for the name gets the address that was checked, and no other.
  const pinned: LookupFunction = (_host, options, callback) =>
    options.all ? callback(null, [{ address, family }]) : callback(null, address, family);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: "POST",
        lookup: pinned,
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          ...signed,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": "Ordinate-Webhooks/1",
        },
      },
      (response) => {
        beginningOf(response).then(
          (text) => resolve({ status: response.statusCode ?? 0, response: text }),
          reject,
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes >= RESPONSE_BYTES_MAX) {
      break;
    }
  }
  response.destroy();
  // The database takes every character but this one.
  return Buffer.concat(chunks)
    .subarray(0, RESPONSE_BYTES_MAX)
    .toString("utf8")
    .replaceAll("\0", "");
}
