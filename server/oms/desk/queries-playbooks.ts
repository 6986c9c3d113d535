import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { exceptionTypes } from "../exceptions/types";
import { tryOut } from "./queries";
import { playbookConditions } from "./schema";
import { type Playbook, readFitting, readPlaybooks } from "./store-playbooks";
import { resolutionKinds } from "./types";

export type PlaybookRow = Playbook & {
  readonly savedBy: string;
  readonly savedAt: Date;
  readonly done: number;
  readonly refused: number;
  readonly savedMinor: number;
};

export type PlaybookRun = {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly exceptionId: string;
  readonly sentence: string;
  readonly isDone: boolean;
  readonly text: string;
  readonly ranAt: Date;
};

/** The rules that stand, with what each did so far over all its versions, and the latest of it. */
export const listPlaybooks = defineQuery({
  name: "exceptions.list_playbooks",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql }) => {
    const [playbooks, counts, runs] = await Promise.all([
      readPlaybooks(sql),
      sql<(Omit<PlaybookRow, keyof Playbook> & { readonly playbookId: string })[]>`
        select p.playbook_id as "playbookId", p.saved_at as "savedAt",
          coalesce((select u.name from app_user u where u.id::text = p.saved_by),
            regexp_replace(p.saved_by, '^system:', '')) as "savedBy",
          count(r.id) filter (where r.is_done)::int as done,
          count(r.id) filter (where not r.is_done)::int as refused,
          coalesce(sum(r.saved_minor), 0)::bigint as "savedMinor"
        from exception_playbook p
        left join exception_playbook_run r on r.playbook_id = p.playbook_id
        where p.retired_at is null group by p.playbook_id, p.version`,
      sql<PlaybookRun[]>`
        select r.id, p.name, r.version, r.exception_id as "exceptionId", e.sentence,
          r.is_done as "isDone", r.text, r.ran_at as "ranAt"
        from exception_playbook_run r
        join exception_playbook p on p.playbook_id = r.playbook_id and p.version = r.version
        join exception e on e.id = r.exception_id
        order by r.ran_at desc, r.id desc limit 50`,
    ]);
    const countOf = new Map(counts.map((row) => [row.playbookId, row]));
    const rows = playbooks.flatMap((playbook): PlaybookRow[] => {
      const row = countOf.get(playbook.playbookId);
      return row === undefined ? [] : [{ ...row, ...playbook }];
    });
    return { rows, runs };
  },
});

/** So many are tried for real; how many fit is counted over all. */
const TRIED_MAX = 10;

/**
 * What a rule would do about what is open now, before it is saved: how many it is for, and what would
 * come of the oldest of them, each tried in a transaction that is taken back.
 */
export const previewPlaybook = defineQuery({
  name: "exceptions.preview_playbook",
  input: z.object({
    type: z.enum(exceptionTypes),
    conditions: playbookConditions,
    kind: z.enum(resolutionKinds),
  }),
  wall: "staff",
  run: async (env, { type, conditions, kind }) => {
    const fitting = await readFitting(env.sql, { type, conditions }, env.now);
    const tried = [];
    for (const { id, sentence } of fitting.slice(0, TRIED_MAX)) {
      const applied = await tryOut(env, id, kind);
      tried.push({
        id,
        sentence,
        isDone: applied !== null,
        text: applied === null ? "This cannot be done about it now" : applied.text || applied.label,
      });
    }
    return { count: fitting.length, tried };
  },
});
