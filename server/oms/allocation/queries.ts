import type { Connection } from "@/db/client";
import { readNetwork } from "../network/store";
import { decideDueBy } from "./decide-release";
import { hasDueAllocations } from "./store-release";

/** Working days ahead of a node's today that it is given work for. */
export const RELEASE_HORIZON_DAYS = 1;

/** Whether `allocation.release_due` would do anything now: the worker's look before each call. */
export async function hasWorkDue(database: Connection, now: Date): Promise<boolean> {
  const network = await readNetwork(database.sql, database.sql);
  const due = network.nodes.flatMap((node) => {
    const dueBy = decideDueBy(node, now, RELEASE_HORIZON_DAYS);
    return dueBy === null ? [] : [{ nodeId: node.id, dueBy }];
  });
  return due.length > 0 && hasDueAllocations(database.sql, due);
}
