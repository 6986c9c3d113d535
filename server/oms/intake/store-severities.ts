import type { RawSql, RawTx } from "@/db/client";
import { type FindingSeverity, type SeverityBook, severityKey } from "./decide-severity";

const cached = new WeakMap<
  object,
  { readonly networkVersion: number; readonly book: SeverityBook }
>();

/**
 * The severities that people set. Their changes are counted with the network, so a copy is good while
 * that stands still.
 *
 * @param owner whose copy it is: the connection, for which the transaction runs
 */
export async function readSeverities(
  owner: object,
  sql: RawSql | RawTx,
  networkVersion: number,
): Promise<SeverityBook> {
  const kept = cached.get(owner);
  if (kept?.networkVersion === networkVersion) {
    return kept.book;
  }
  const rows = await sql<{ code: string; channel: string | null; severity: FindingSeverity }[]>`
    select p.code, c.code as channel, p.severity from finding_policy p
    left join channel c on c.id = p.channel_id where p.severity is not null`;
  const book = new Map(
    rows.map(({ code, channel, severity }) => [severityKey(code, channel), severity] as const),
  );
  cached.set(owner, { networkVersion, book });
  return book;
}
