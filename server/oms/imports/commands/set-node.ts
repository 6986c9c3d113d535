import type { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { DomainError, type Fault } from "../../kernel/errors";
import { createNode } from "../../network/commands/create-node";
import { setCapacity } from "../../network/commands/set-capacity";
import { setChannels } from "../../network/commands/set-channels";
import { setCutOffs } from "../../network/commands/set-cut-offs";
import { setNode as changeNode } from "../../network/commands/set-node";
import { lockCapacity } from "../../network/store-capacity";
import { findCalendarId, lockNode } from "../../network/store-edit";
import { type NodeField, setNodeInput } from "../schema-nodes";
import type { ItemAnswer } from "../types";

type Input = z.output<typeof setNodeInput>;
type Refusal = Extract<ItemAnswer, { kind: "refused" }>;

/**
 * Open a node, or bring one that is known to what a file says of it, by the network's own commands: with
 * their rights, their checks and their events. What the file leaves empty stays as it is; services and
 * channels are set as a whole where the file names any.
 *
 * Locks: all days of capacity, where the file says what a day takes; then the node.
 *
 * @throws INVALID_INPUT or DUPLICATE with the fault at the field of the network's command;
 *   ILLEGAL_TRANSITION for a node that was retired
 */
export const setNode = defineCommand({
  name: "imports.set_node",
  input: setNodeInput,
  wall: "staff",
  run: async (env, input): Promise<{ readonly kind: "created" | "updated" | "unchanged" }> => {
    const [known] = await env.sql<{ id: string; name: string; isRetired: boolean }[]>`
      select id, name, retired_at is not null as "isRetired" from node
      where upper(code) = upper(${input.code})`;
    const reason = `Told by ${input.fileName}`;
    if (known === undefined) {
      await createNode.within(env, newNode(input, reason));
      return { kind: "created" };
    }
    if (known.isRetired) {
      const message = `${known.name} was retired; bring it back first`;
      throw new DomainError("ILLEGAL_TRANSITION", message, {
        faults: [{ field: "code", code: "node_retired", message }],
      });
    }
    return { kind: (await bring(env, known.id, input, reason)) ? "updated" : "unchanged" };
  },
});

/** What is said of a new node; what is missing is refused at its field by the command. */
function newNode({ code, facts, cutOffs, channels }: Input, reason: string) {
  const said = Object.entries(facts).filter(([, value]) => value !== null);
  return {
    ...{ code, reason, cutOffs: cutOffs ?? [], channels: channels ?? [] },
    ...Object.fromEntries(said),
  } as Parameters<typeof createNode.within>[1];
}

/** @returns whether anything was changed */
async function bring(env: CommandEnv, nodeId: string, input: Input, reason: string) {
  const { facts, cutOffs, channels } = input;
  const { calendarCode, orders, lines, units, processingDays, ...place } = facts;
  const limits = { orders, lines, units, processingDays };
  let told = 0;
  const counting: CommandEnv = {
    ...env,
    emit: (event) => {
      told += 1;
      env.emit(event);
    },
  };
  const isLimited = Object.values(limits).some((value) => value !== null);
  if (isLimited) {
    await lockCapacity(env.sql);
  }
  const before = await lockNode(env.sql, nodeId);
  if (isLimited) {
    const { processingMode, measuredOverDays } = before;
    const own = { ...onlyOf(before, limits), processingMode, measuredOverDays };
    await setCapacity.within(counting, { nodeId, ...own, ...said(limits), reason });
  }
  const calendarId =
    calendarCode === null ? before.calendarId : await findCalendarId(env.sql, calendarCode);
  const now = { ...onlyOf(before, place), ...said(place), calendarId };
  await changeNode.within(counting, { nodeId, ...now, reason });
  if (cutOffs !== null) {
    await setCutOffs.within(counting, { nodeId, cutOffs, reason });
  }
  if (channels !== null) {
    await setChannels.within(counting, { nodeId, channels, reason });
  }
  return told > 0;
}

type Said<Facts> = { [Fact in keyof Facts]?: NonNullable<Facts[Fact]> };

const said = <Facts extends object>(facts: Facts) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)) as Said<Facts>;

const onlyOf = <All extends object, Some extends object>(all: All, some: Some) =>
  Object.fromEntries(Object.entries(all).filter(([field]) => field in some)) as Pick<
    All,
    keyof All & keyof Some
  >;

/** Where the fields of the network's commands stand in a file. */
const FIELDS: Readonly<Record<string, NodeField>> = {
  calendarCode: "node.calendar",
  calendarId: "node.calendar",
  orders: "node.dailyOrders",
  lines: "node.dailyLines",
  units: "node.dailyUnits",
  cutOffs: "node.cutOffs",
  channels: "node.channels",
};

/**
 * What a row is refused for, when the command refuses it: the first fault, at its field in the file.
 *
 * @throws the error itself, when it is none of what was sent
 */
export function refusedNode(error: unknown): Refusal {
  const faults = error instanceof DomainError ? (error.details.faults as Fault[] | undefined) : [];
  const [fault] = faults ?? [];
  if (fault === undefined) {
    throw error;
  }
  const [name = ""] = fault.field.split(".");
  const problem = fault.message.charAt(0).toLowerCase() + fault.message.slice(1);
  return { kind: "refused", reason: fault.code, field: FIELDS[name] ?? `node.${name}`, problem };
}
