import { refusalOf } from "@/components/api-fault";
import type { useApiClient } from "@/components/api-provider";

/** Below what one request may bring, in base64. */
const PART_BYTES = 1_000_000;
/** Above this a feed comes by the command line or the API. */
export const FILE_BYTES_MAX = 200 * 1_048_576;

type Client = ReturnType<typeof useApiClient>;

const TRIES = 3;

type SendPart = (
  idempotencyKey: string,
  part: { readonly number: number; readonly bytes: string },
) => Promise<unknown>;

/** In how many parts a file is sent. */
export const partsOf = ({ size }: File): number => Math.ceil(size / PART_BYTES);

/**
 * Send a file in numbered parts, one after the other, so that neither side holds all of it. A part
 * whose answer was lost is sent again under its key, and counts once.
 */
export async function sendParts(
  file: File,
  send: SendPart,
  onSent: (share: number) => void,
): Promise<void> {
  for (let at = 0, number = 1; at < file.size; at += PART_BYTES, number += 1) {
    const part = new Uint8Array(await file.slice(at, at + PART_BYTES).arrayBuffer());
    const idempotencyKey = crypto.randomUUID();
    const bytes = toBase64(part);
    await answered(() => send(idempotencyKey, { number, bytes }));
    onSent(Math.min(1, (at + part.length) / file.size));
  }
}

/** The file of a feed. */
export const sendFile = (
  client: Client,
  jobId: string,
  file: File,
  onSent: (share: number) => void,
): Promise<void> =>
  sendParts(
    file,
    (idempotencyKey, part) =>
      client.inventory.addFeedPart.mutate({ idempotencyKey, input: { jobId, ...part } }),
    onSent,
  );

/** Ask again while nobody answers; a refusal is an answer. */
async function answered(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === TRIES || !refusalOf(error).isUnanswered) {
        throw error;
      }
    }
  }
}

/** In pieces: a million arguments are more than a call takes. */
const PIECE = 32_768;

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(text);
}
