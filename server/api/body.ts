/** The body of a request, read no further than we are willing to hold. */

/** Some ten thousand order lines. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;

export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";

  constructor() {
    super(`The body is larger than ${BODY_BYTES_MAX / 1024 / 1024} MiB; send less at once`);
  }
}

/** What a body is read from: a web `Request`, or Node's own message. */
export type BodySource = {
  readonly headers: { readonly get: (name: string) => string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
};

/**
 * The body as text. Reading stops at the limit, so that nobody fills our memory by sending on and on;
 * what the sender says of the length is believed only where it is too much.
 *
 * @throws BodyTooLarge
 */
export async function readBody({ headers, body }: BodySource): Promise<string> {
  if (Number(headers.get("content-length")) > BODY_BYTES_MAX) {
    throw new BodyTooLarge();
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw new BodyTooLarge();
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
