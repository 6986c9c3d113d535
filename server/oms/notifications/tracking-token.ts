import { createHash, createHmac } from "node:crypto";
import type { RawSql, RawTx } from "@/db/client";
import { authSecret } from "@/server/env";
import { newId } from "@/server/shell/new-id";

/**
 * The secret of a tracking link: 256 bits that only the holder of the signing secret can make
 * again from the link's id. The database keeps a hash, so that a copy of it opens no page.
 */
const trackingToken = (linkId: string, secret: string): string =>
  createHmac("sha256", secret).update(`tracking:${linkId}`).digest("base64url");

/** The form in which a token is kept. The text is hashed as it came: another spelling is another token. */
export const hashTrackingToken = (token: string): string =>
  createHash("sha256").update(token).digest("base64url");

/**
 * The address of an order's public page, below the application's own: `/t/<token>`. Made when it is
 * first asked for; after a revocation the next call makes a new one.
 *
 * @param secret the signing secret, when it is not this process' own
 */
export async function trackingPathFor(
  sql: RawSql | RawTx,
  orderId: string,
  secret: string = authSecret(),
): Promise<string> {
  const links = await sql<{ id: string; tokenHash: string }[]>`
    select id, token_hash as "tokenHash" from tracking_link
    where order_id = ${orderId} and revoked_at is null order by id desc`;
  // A link of an earlier signing secret works on, but its token cannot be made again.
  const known = links.find(
    (link) => hashTrackingToken(trackingToken(link.id, secret)) === link.tokenHash,
  );
  return `/t/${trackingToken(known?.id ?? (await makeLink(sql, orderId, secret)), secret)}`;
}

async function makeLink(sql: RawSql | RawTx, orderId: string, secret: string): Promise<string> {
  const id = newId();
  await sql`
    insert into tracking_link (id, order_id, token_hash)
    values (${id}, ${orderId}, ${hashTrackingToken(trackingToken(id, secret))})`;
  return id;
}
