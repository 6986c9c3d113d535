/**
 * A new key of the public API, made where it is shown: the server, and with it every log and
 * backup, only ever gets its hash.
 */
export type ApiSecret = {
  readonly key: string;
  readonly prefix: string;
  readonly secretHash: string;
};

const BYTES = 32;
/** Enough to recognise a key by, too little to use it. */
const PREFIX_LENGTH = 12;

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

export async function makeApiSecret(): Promise<ApiSecret> {
  const key = `ord_${base64url(crypto.getRandomValues(new Uint8Array(BYTES)))}`;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return {
    key,
    prefix: key.slice(0, PREFIX_LENGTH),
    secretHash: base64url(new Uint8Array(hash)),
  };
}
