import type { AnySql, RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { UploadKind, UploadState } from "./types-undo";

/** A file that a person sent, as it stands. */
export type Upload = {
  readonly id: string;
  readonly kind: UploadKind;
  readonly fileName: string;
  readonly state: UploadState;
  /** In how many it comes, and has come. */
  readonly parts: number;
  readonly received: number;
  /** As `uploadFileInput` has it, once the person said so. */
  readonly mapping: unknown;
  readonly repairs: unknown;
  readonly runId: string | null;
  readonly reason: string | null;
  readonly actorId: string;
  readonly openedAt: Date;
  readonly touchedAt: Date;
};

const columns = (sql: AnySql) => sql`
  id, kind, file_name as "fileName", state, parts, (
    select count(*)::int from import_upload_part p where p.upload_id = import_upload.id
  ) as received, mapping, repairs, run_id as "runId", reason,
  actor_id as "actorId", opened_at as "openedAt", touched_at as "touchedAt"`;

const noUpload = (uploadId: string) =>
  new DomainError("NOT_FOUND", "There is no such upload", { uploadId });

/** @throws NOT_FOUND */
export async function readUpload(sql: AnySql, uploadId: string): Promise<Upload> {
  const [upload] = await sql<Upload[]>`
    select ${columns(sql)} from import_upload where id = ${uploadId}`;
  if (upload === undefined) {
    throw noUpload(uploadId);
  }
  return upload;
}

/**
 * The same, for a command that changes it: one after the other.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is in another state
 */
export async function lockUpload(
  sql: RawTx,
  uploadId: string,
  state: UploadState,
): Promise<Upload> {
  await sql`select from import_upload where id = ${uploadId} for no key update`;
  const upload = await readUpload(sql, uploadId);
  if (upload.state !== state) {
    throw new DomainError("ILLEGAL_TRANSITION", `The upload is ${upload.state}`, {
      state: upload.state,
    });
  }
  return upload;
}

/** @throws ILLEGAL_TRANSITION when a part is missing: what was sent of it is no file */
export function requireWhole({ parts, received }: Upload): void {
  if (received !== parts) {
    const message = `Only ${received} of ${parts} parts of the file have come: send it again`;
    throw new DomainError("ILLEGAL_TRANSITION", message, { parts, received });
  }
}

/** Those on which something is still to happen, the newest on top. */
export const readLivingUploads = (sql: AnySql, limit: number): Promise<Upload[]> =>
  sql<Upload[]>`
    select ${columns(sql)} from import_upload where state in ('open', 'queued')
    order by id desc limit ${limit}`;

/** The bytes of the file, part by part. */
export async function* readUploadParts(sql: AnySql, uploadId: string): AsyncGenerator<Uint8Array> {
  for (let number = 1; ; number += 1) {
    const [part] = await sql<{ content: Uint8Array }[]>`
      select content from import_upload_part where upload_id = ${uploadId} and number = ${number}`;
    if (part === undefined) {
      return;
    }
    yield part.content;
  }
}

/** Say how it ended; the parts have done their service. */
export async function closeUpload(
  sql: RawTx,
  uploadId: string,
  to: {
    readonly state: UploadState;
    readonly reason: string | null;
    readonly runId?: string | null;
    readonly now: Date;
  },
): Promise<void> {
  await sql`
    update import_upload set state = ${to.state}, reason = ${to.reason}, touched_at = ${to.now},
      run_id = ${to.runId ?? null}
    where id = ${uploadId}`;
  await sql`delete from import_upload_part where upload_id = ${uploadId}`;
}

/** Which column was which field in the last file of the kind with the same columns. */
export async function readColumnsOf(
  sql: AnySql,
  kind: UploadKind,
  shape: string,
): Promise<unknown> {
  const [known] = await sql<{ mapping: unknown }[]>`
    select mapping from import_upload
    where kind = ${kind} and shape = ${shape} and state = 'done' order by id desc limit 1`;
  return known?.mapping ?? null;
}

/** The run that imported the same file before and was not undone since; null: none. */
export async function readImportedBefore(
  sql: AnySql,
  kind: UploadKind,
  hash: string,
): Promise<{ readonly runId: string; readonly at: Date } | null> {
  const [earlier] = await sql<{ runId: string; at: Date }[]>`
    select id as "runId", started_at as at from import_run
    where kind = ${kind} and file_hash = ${hash} and not is_dry_run and undone_at is null
    order by started_at desc limit 1`;
  return earlier ?? null;
}
