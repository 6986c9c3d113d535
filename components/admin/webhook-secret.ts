const BYTES = 32;

/** A new secret of a webhook, made where it is shown: `whsec_` and 32 random bytes in base64. */
export const makeWebhookSecret = (): string =>
  `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(BYTES))))}`;
