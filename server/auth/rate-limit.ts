import type { Connection } from "@/db/client";

/**
 * Count an attempt in a fixed window and say whether it is still allowed. One statement, so that
 * attempts at the same moment count one by one.
 *
 * @returns seconds until the window ends when the limit is passed, else null
 */
export async function countAttempt(
  { sql }: Connection,
  subject: string,
  { now, limit, windowSeconds }: { now: Date; limit: number; windowSeconds: number },
): Promise<number | null> {
  const windowStart = new Date(now.getTime() - windowSeconds * 1000);
  const [row] = await sql<{ attempts: number; windowStart: Date }[]>`
    insert into rate_window as w (subject, window_start, attempts) values (${subject}, ${now}, 1)
    on conflict (subject) do update set
      attempts = case when w.window_start <= ${windowStart} then 1 else w.attempts + 1 end,
      window_start = case when w.window_start <= ${windowStart} then ${now} else w.window_start end
    returning attempts, window_start as "windowStart"`;
  if (row === undefined || row.attempts <= limit) {
    return null;
  }
  const endsAt = row.windowStart.getTime() + windowSeconds * 1000;
  return Math.max(1, Math.ceil((endsAt - now.getTime()) / 1000));
}

/**
 * Whether a subject is past its limit, without counting this time: for doors where only the
 * attempts that failed count.
 *
 * @returns seconds until the window ends when the limit is passed, else null
 */
export async function blockedFor(
  { sql }: Connection,
  subject: string,
  { now, limit, windowSeconds }: { now: Date; limit: number; windowSeconds: number },
): Promise<number | null> {
  const [row] = await sql<{ endsAt: Date }[]>`
    select window_start + make_interval(secs => ${windowSeconds}) as "endsAt" from rate_window
    where subject = ${subject} and attempts >= ${limit}`;
  const left = row === undefined ? 0 : row.endsAt.getTime() - now.getTime();
  return left > 0 ? Math.ceil(left / 1000) : null;
}

export async function forgetAttempts({ sql }: Connection, subject: string) {
  await sql`delete from rate_window where subject = ${subject}`;
}
