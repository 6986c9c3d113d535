import type { z } from "zod";
import type { Connection } from "@/db/client";
import type { Actor } from "./actor";
import { type Ctx, parseInput, requireRight } from "./command";
import type { Moment } from "./moment";
import { passWall, type Wall } from "./wall";

/** The longest page that a list gives. */
export const PAGE_MAX = 200;

export type QueryEnv = {
  readonly db: Connection["db"];
  readonly sql: Connection["sql"];
  readonly now: Date;
  readonly actor: Actor;
  /** The company the request is confined to; null when it is not. */
  readonly companyId: string | null;
  /** Of the database, found after the request came in; undefined where nobody knows one. */
  readonly moment: Moment | undefined;
};

type Spec<Schema extends z.ZodObject> = {
  readonly name: `${string}.${string}`;
  readonly input: Schema;
  readonly wall: Wall<z.output<Schema>>;
};

export type Query<Schema extends z.ZodObject, Output> = {
  (ctx: Ctx, raw: z.input<Schema>): Promise<Output>;
  readonly spec: Spec<Schema>;
};

/** The one way to read: right, input and wall come before the first row. */
export function defineQuery<Schema extends z.ZodObject, Output>(
  spec: Spec<Schema> & {
    readonly run: (env: QueryEnv, input: z.output<Schema>) => Promise<Output>;
  },
): Query<Schema, Output> {
  const call = async (ctx: Ctx, raw: z.input<Schema>): Promise<Output> => {
    requireRight(ctx.actor, spec.name);
    const input = parseInput(spec.input, raw);
    const { db, sql } = ctx.database;
    const companyId = await passWall(sql, ctx.actor, spec.wall, input);
    const { actor, moment } = ctx;
    return spec.run({ db, sql, now: ctx.clock.now(), actor, companyId, moment }, input);
  };
  return Object.assign(call, { spec });
}
