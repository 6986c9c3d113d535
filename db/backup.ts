/**
 * Back-ups as text: every row of every table as JSON, one line each, packed. The embedded programs
 * bring no pg_dump, and a file that any tool can read is worth more than one that only it can.
 *
 *   {"ordinate":"backup","format":1,…}   what it is, and of which schema
 *   {"table":"sku"}                      the rows that follow are of this table
 *   {"id":"…","code":"…",…}              a row
 *   {"end":true,"rows":{"sku":295,…}}    whole: without it the file was cut off
 */
import type { RawSql, RawTx } from "./client";
import { latestMigration } from "./migration-state";

const FORMAT = 1;
const ROWS_AT_A_TIME = 2_000;
/** Filled by the triggers of other tables, so it comes after them. */
const LAST_TABLE = "reference_version";
/** Migrations write their first rows; those of the back-up take their place. */
const PREPARED_TABLES = ["hold_rule", "hold_type", "webhook_watch", "window_schedule"];

export type BackupCounts = Readonly<Record<string, number>>;

export class UnusableBackup extends Error {
  override readonly name = "UnusableBackup";
}

type Header = {
  readonly ordinate: "backup";
  readonly format: number;
  readonly createdAt: string;
  readonly migration: number;
  readonly sequences: readonly { readonly name: string; readonly last: number | null }[];
};

/**
 * Every row of one moment, as lines: what is written meanwhile is not in it.
 *
 * @param put takes a line; the next one waits for it
 */
export async function writeBackup(
  sql: RawSql,
  put: (line: string) => Promise<void>,
): Promise<BackupCounts> {
  return sql.begin("isolation level repeatable read read only", async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = 0`;
    await tx`set local statement_timeout = 0`;
    const tables = await tablesInOrder(tx);
    const header: Header = {
      ordinate: "backup",
      format: FORMAT,
      createdAt: await snapshotTime(tx),
      migration: latestMigration,
      sequences: await readSequences(tx),
    };
    await put(JSON.stringify(header));
    const counts: Record<string, number> = {};
    for (const table of tables) {
      await put(JSON.stringify({ table }));
      let rows = 0;
      const cursor = tx<{ line: string }[]>`select to_json(t)::text as line from ${tx(table)} t`;
      for await (const batch of cursor.cursor(ROWS_AT_A_TIME)) {
        rows += batch.length;
        await put(batch.map(({ line }) => line).join("\n"));
      }
      counts[table] = rows;
    }
    await put(JSON.stringify({ end: true, rows: counts }));
    return counts;
  });
}

/**
 * Fill a database that has the tables and nothing in them.
 *
 * @throws UnusableBackup when the file is not whole, is of another schema, or the database is in use;
 *   then nothing was changed
 */
export async function restoreBackup(
  sql: RawSql,
  lines: AsyncIterable<string>,
): Promise<BackupCounts> {
  const counts = await sql.begin(async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = 0`;
    await tx`set local statement_timeout = 0`;
    await requireUnused(tx);
    for (const table of PREPARED_TABLES) {
      await tx`delete from ${tx(table)}`;
    }
    return fill(tx, lines);
  });
  await sql`analyze`;
  return counts;
}

async function fill(tx: RawTx, lines: AsyncIterable<string>): Promise<BackupCounts> {
  const columns = await insertableColumns(tx);
  const counts: Record<string, number> = {};
  let header: Header | null = null;
  let table = "";
  let waiting: string[] = [];
  let isWhole = false;
  const flush = async () => {
    if (waiting.length > 0) {
      await insertRows(tx, table, columns.get(table) ?? [], waiting);
      waiting = [];
    }
  };
  for await (const line of lines) {
    if (header === null) {
      header = readHeader(line);
    } else if (line.startsWith('{"table":')) {
      await flush();
      table = (JSON.parse(line) as { table: string }).table;
      if (!columns.has(table)) {
        throw new UnusableBackup(`it holds a table that this version does not have: ${table}`);
      }
      counts[table] = 0;
    } else if (line.startsWith('{"end":true,')) {
      await flush();
      isWhole = line === JSON.stringify({ end: true, rows: counts });
    } else {
      waiting.push(line);
      counts[table] = (counts[table] ?? 0) + 1;
      if (waiting.length === ROWS_AT_A_TIME) {
        await flush();
      }
    }
  }
  if (header === null || !isWhole) {
    throw new UnusableBackup("the file was cut off: its end is missing");
  }
  await setSequences(tx, header);
  return counts;
}

function readHeader(line: string): Header {
  let header: Partial<Header>;
  try {
    header = JSON.parse(line);
  } catch {
    header = {};
  }
  const { ordinate, format, migration, createdAt = "", sequences = [] } = header;
  if (ordinate !== "backup" || format !== FORMAT || migration === undefined) {
    throw new UnusableBackup("it is not a back-up of Ordinate");
  }
  if (migration !== latestMigration) {
    const way = migration < latestMigration ? "older" : "newer";
    throw new UnusableBackup(
      `it is of ${way} tables than this version's: restore it with the version that made it`,
    );
  }
  return { ordinate, format, migration, createdAt, sequences };
}

async function insertRows(
  tx: RawTx,
  table: string,
  columns: readonly string[],
  rows: readonly string[],
): Promise<void> {
  if (table === LAST_TABLE) {
    await tx`delete from ${tx(table)}`;
  }
  await tx`
    insert into ${tx(table)} (${tx(columns)}) overriding system value
    select ${tx(columns)}
    from jsonb_populate_recordset(null::${tx(table)}, ${tx.typed(`[${rows.join(",")}]`, 3802)}::jsonb)`;
}

async function snapshotTime(tx: RawTx): Promise<string> {
  const [row] = await tx<{ at: Date }[]>`select now() as at`;
  return row?.at.toISOString() ?? "";
}

const readSequences = (tx: RawTx) => tx<{ name: string; last: number | null }[]>`
  select sequencename as name, last_value as last from pg_sequences
  where schemaname = 'public' order by sequencename`;

async function setSequences(tx: RawTx, { sequences }: Header): Promise<void> {
  for (const { name, last } of sequences) {
    if (last !== null) {
      await tx`select setval(${`public.${name}`}::regclass, ${last}, true)`;
    }
  }
}

/** Tables in an order in which each comes after those that it refers to. */
async function tablesInOrder(tx: RawTx): Promise<string[]> {
  const tables = await tx<{ name: string; needs: string[] }[]>`
    select c.relname as name, coalesce(jsonb_agg(f.relname) filter (where f.oid is not null
      and f.oid <> c.oid), '[]') as needs
    from pg_class c
    left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f'
    left join pg_class f on f.oid = k.confrelid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    group by c.oid order by c.relname`;
  const ordered: string[] = [];
  const left = new Map(tables.map(({ name, needs }) => [name, needs]));
  while (left.size > 0) {
    const ready = [...left]
      .filter(([, needs]) => needs.every((need) => ordered.includes(need)))
      .map(([name]) => name);
    if (ready.length === 0) {
      throw new Error(`tables refer to each other in a circle: ${[...left.keys()].join(", ")}`);
    }
    for (const name of ready) {
      left.delete(name);
      ordered.push(name);
    }
  }
  return [...ordered.filter((name) => name !== LAST_TABLE), LAST_TABLE];
}

async function insertableColumns(tx: RawTx): Promise<Map<string, string[]>> {
  const rows = await tx<{ table: string; column: string }[]>`
    select c.relname as table, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0
      and not a.attisdropped and a.attgenerated = ''
    order by c.relname, a.attnum`;
  const columns = new Map<string, string[]>();
  for (const { table, column } of rows) {
    columns.set(table, [...(columns.get(table) ?? []), column]);
  }
  return columns;
}

async function requireUnused(tx: RawTx): Promise<void> {
  for (const table of await tablesInOrder(tx)) {
    const [used] = await tx`select 1 from ${tx(table)} limit 1`;
    const isPrepared = table === LAST_TABLE || PREPARED_TABLES.includes(table);
    if (used !== undefined && !isPrepared) {
      throw new UnusableBackup(
        `the database is in use: ${table} has rows. Restore into an empty one`,
      );
    }
  }
}
