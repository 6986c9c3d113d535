/** Rows of one statement: far from the 65,534 parameters that Postgres takes. */
const ROWS = 1_000;

/** Run `write` for each thousand rows, one after the other. */
export async function inChunks<Row>(
  rows: readonly Row[],
  write: (some: readonly Row[]) => PromiseLike<unknown>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS) {
    await write(rows.slice(at, at + ROWS));
  }
}
