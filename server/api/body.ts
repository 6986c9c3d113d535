/** The body of a request, read no further than we are willing to hold. */

/** Some ten thousand order lines. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;

export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";

  constructor() {
    super(`The body is larger than ${BODY_BYTES_MAX / 1024 / 1024} MiB; send less at once`);
  }
}

/**
 * The body as text. Reading stops at the limit, so that nobody fills our memory by sending on and on;
 * what the sender says of the length is believed only where it is too much.
 *
 * @throws BodyTooLarge
 */
export async function readBody(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length")) > BODY_BYTES_MAX) {
    throw new BodyTooLarge();
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(request)) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw new BodyTooLarge();
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

async function* bodyOf({ body }: Request): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      yield part.value;
    }
  } finally {
    await reader?.cancel();
  }
}
