/** Walk a list by its cursors to its end; a list that never ends is stopped. */
export async function everyPage<Row>(
  ask: (
    after: string | undefined,
  ) => Promise<{ readonly rows: readonly Row[]; readonly next: string | null }>,
): Promise<{ rows: Row[]; pages: number }> {
  const rows: Row[] = [];
  let after: string | undefined;
  for (let pages = 1; pages < 1_000; pages += 1) {
    const page = await ask(after);
    rows.push(...page.rows);
    if (page.next === null) {
      return { rows, pages };
    }
    after = page.next;
  }
  throw new Error("the list has no end");
}
