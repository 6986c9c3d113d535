import { z } from "zod";
import { inTransaction } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { defineQuery, type QueryEnv } from "@/server/shell/query";
import { readAskedFor } from "../backorders/store-substitute";
import { DomainError } from "../kernel/errors";
import { decideProposal, fitsPlaybook } from "./decide-playbook";
import { decideSuggestion, kindsFor } from "./decide-resolution";
import { type Applied, applyResolution } from "./store-apply";
import { readFacts, readPlaybooks } from "./store-playbooks";
import { readSubject } from "./store-subject";
import type { Offer, ResolutionKind, Subject } from "./types";

/** So many are offered: more would be no choice. */
const OFFERS_MAX = 4;

/** Kinds of which it is the point that something about an order is different afterwards. */
const MUST_CHANGE: ReadonlySet<ResolutionKind> = new Set(["resource", "expedite", "serve"]);

/**
 * What can be done about an exception, each with what would come of it. Each is tried for real, by the
 * same steps that would apply it, in a transaction that is taken back: nothing is written, nobody is
 * told, and what is refused is not offered. With it what customers were asked before.
 *
 * @throws NOT_FOUND
 */
export const listResolutions = defineQuery({
  name: "exceptions.list_resolutions",
  input: z.object({ exceptionId: z.uuid() }),
  wall: "staff",
  run: async (env, { exceptionId }) => {
    const subject = await readSubject(env.sql, exceptionId);
    const offers: Omit<Offer, "isSuggested">[] = [];
    for (const kind of kindsFor(subject)) {
      const tried = await tryOut(env, exceptionId, kind);
      const isIdle = tried === null || (MUST_CHANGE.has(kind) && tried.consequence.changesNothing);
      if (tried !== null && !isIdle) {
        const { label, consequence, text } = tried;
        offers.push({ kind, label, consequence, text });
      }
    }
    const suggested = decideSuggestion(offers.slice(0, OFFERS_MAX));
    return {
      offers: decideProposal(suggested, await proposalFor(env, subject)),
      asked: await readAskedFor(env.sql, exceptionId),
    };
  },
});

/** The first playbook that is on and for it. */
async function proposalFor({ sql, now }: QueryEnv, { id, type }: Subject) {
  const [facts] = await readFacts(sql, type, now, id);
  const playbooks = await readPlaybooks(sql);
  return playbooks.find(
    (each) =>
      each.isOn &&
      each.type === type &&
      facts !== undefined &&
      fitsPlaybook(each.conditions, facts),
  );
}

/** Carries the outcome out of a transaction that must not commit. */
class TakenBack extends Error {
  readonly applied: Applied;

  constructor(applied: Applied) {
    super("a trial is taken back");
    this.applied = applied;
  }
}

/** What a resolution would come to now, tried and taken back; null when it is refused. */
export async function tryOut(
  { db, sql: owner, now, actor, companyId }: QueryEnv,
  exceptionId: string,
  kind: ResolutionKind,
): Promise<Applied | null> {
  try {
    return await inTransaction({ db }, async ({ tx, sql }) => {
      const env: CommandEnv = { owner, tx, sql, now, actor, companyId, emit: () => {} };
      throw new TakenBack(await applyResolution(env, exceptionId, kind, ""));
    });
  } catch (error) {
    if (error instanceof TakenBack) {
      return error.applied;
    }
    if (error instanceof DomainError) {
      return null;
    }
    throw error;
  }
}

/** Others of the same type that are open, for one action over all of them: a snapshot of their ids. */
export const listAlike = defineQuery({
  name: "exceptions.list_alike",
  input: z.object({ exceptionId: z.uuid() }),
  wall: "staff",
  run: async ({ sql, now }, { exceptionId }) => {
    const rows = await sql<{ id: string; sentence: string; order: string | null }[]>`
      select e.id, e.sentence, o.number as order
      from exception x join exception e on e.type = x.type and e.closed_at is null
        and coalesce(e.detail ->> 'why', '') = coalesce(x.detail ->> 'why', '')
        and coalesce(e.snoozed_until <= ${now}, true)
      left join sales_order o on o.id = e.order_id
      where x.id = ${exceptionId} order by e.opened_at, e.id limit 200`;
    return { rows };
  },
});
