import type { RawSql } from "@/db/client";

type Waiting<Ask, Answer> = {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

type Lane<Ask, Answer> = { running: number; waiting: Waiting<Ask, Answer>[] };

/** Two: the next read is on its way while the answers of the last are written. */
const RUNNING_MAX = 2;

/** Keeps the statement, and the wait of those behind it, within bounds. */
const ASKS_MAX = 64;

/**
 * One statement for all who ask at about the same time, in place of one each.
 *
 * A call never joins a read that is under way, only one that begins after it: whatever was
 * committed before the call was made is in its answer, whichever process committed it.
 *
 * @param read answers every ask, in their order
 */
export function sharedRead<Ask, Answer>(
  read: (sql: RawSql, asks: readonly Ask[]) => Promise<readonly Answer[]>,
): (sql: RawSql, ask: Ask) => Promise<Answer> {
  const lanes = new WeakMap<RawSql, Lane<Ask, Answer>>();

  const runNext = async (sql: RawSql, lane: Lane<Ask, Answer>): Promise<void> => {
    while (lane.waiting.length > 0) {
      const together = lane.waiting.splice(0, ASKS_MAX);
      try {
        const answers = await read(
          sql,
          together.map(({ ask }) => ask),
        );
        together.forEach(({ resolve }, index) => {
          resolve(answers[index] as Answer);
        });
      } catch (error) {
        for (const { reject } of together) {
          reject(error);
        }
      }
    }
    lane.running -= 1;
  };

  return (sql, ask) =>
    new Promise((resolve, reject) => {
      const lane = lanes.get(sql) ?? { running: 0, waiting: [] };
      lanes.set(sql, lane);
      lane.waiting.push({ ask, resolve, reject });
      if (lane.running < RUNNING_MAX) {
        lane.running += 1;
        // After the requests that have arrived with this one.
        setImmediate(() => void runNext(sql, lane));
      }
    });
}
