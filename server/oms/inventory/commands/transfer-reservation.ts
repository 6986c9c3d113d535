import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { sum } from "../../kernel/quantity";
import { readNetwork } from "../../network/store";
import type { Network, NetworkNode } from "../../network/types";
import { StockBook } from "../decide-book";
import { isLive } from "../decide-reservation";
import { transferInput } from "../schema";
import {
  insertReservations,
  lockOwners,
  readOwned,
  releaseReservations,
} from "../store-reservations";
import { readRuleBook } from "../store-rules";
import { lockStock } from "../store-stock";

/**
 * Hold units at another node instead; no stock moves. The other node must have as many that its
 * channel may sell.
 *
 * @throws NOT_FOUND for a SKU, node or owner that is not there; SHORT_SUPPLY when fewer are held at
 *   the one node, or are free at the other
 */
export const transferReservation = defineCommand({
  name: "inventory.transfer_reservation",
  input: transferInput,
  wall: "company",
  run: async (env, { owner, sku: code, fromNode, toNode, quantity }) => {
    const { sql, now } = env;
    const network = await readNetwork(env.owner, sql);
    const rules = await readRuleBook(env.owner, sql, network.version, now);
    const from = nodeOf(network, fromNode, "fromNode");
    const to = nodeOf(network, toNode, "toNode");
    const sku = await findSku(env, code);
    await lockOwners(sql, [owner]);
    const owned = (await readOwned(sql, [owner], env.companyId)).filter(
      (row) => row.skuId === sku.id && isLive(row, now),
    );
    const rows = owned.filter(({ nodeId }) => nodeId === from.id);
    const [first] = rows;
    const there = sum(rows.map((row) => row.quantity));
    const channel = [...network.channels.values()].find(({ id }) => id === first?.channelId);
    if (first === undefined || channel === undefined || there < quantity) {
      throw short("quantity", `${there} × ${sku.code} are held at ${from.name}`);
    }
    const stock = new StockBook(await lockStock(sql, [sku.id], now), rules, network);
    const free = stock.aloneAt(to, sku.id, channel)?.available ?? 0;
    if (free < quantity) {
      throw short("quantity", `${to.name} has ${free} × ${sku.code} that ${channel.name} may sell`);
    }
    const target = owned.filter(({ nodeId }) => nodeId === to.id);
    const atTarget = sum(target.map((row) => row.quantity));
    await releaseReservations(
      sql,
      [...rows, ...target].map(({ id }) => id),
      now,
    );
    await insertReservations(
      env,
      [
        { ...first, id: newId(now.getTime()), quantity: there - quantity },
        { ...first, id: newId(now.getTime()), nodeId: to.id, quantity: atTarget + quantity },
      ].filter((row) => row.quantity > 0),
    );
    env.emit({
      type: "reservation.transferred",
      subject: { kind: "reservation", id: first.id },
      payload: {
        owner: { ...owner },
        skuIds: [sku.id],
        units: quantity,
        from: from.code,
        to: to.code,
      },
    });
    return { sku: sku.code, from: from.code, to: to.code, units: quantity };
  },
});

function nodeOf(network: Network, code: string, field: string): NetworkNode {
  const node = network.nodes.find((each) => each.code.toUpperCase() === code.toUpperCase());
  if (node === undefined) {
    const message = `There is no node “${code}”`;
    throw new DomainError("NOT_FOUND", message, {
      faults: [{ field, code: "node_unknown", message }],
    });
  }
  return node;
}

async function findSku({ sql }: CommandEnv, code: string) {
  const [sku] = await sql<{ id: string; code: string }[]>`
    select id, code from sku where upper(code) = upper(${code})`;
  if (sku === undefined) {
    const message = `“${code}” is no SKU that we know`;
    throw new DomainError("NOT_FOUND", message, {
      faults: [{ field: "sku", code: "sku_unknown", message }],
    });
  }
  return sku;
}

const short = (field: string, message: string) =>
  new DomainError("SHORT_SUPPLY", message, { faults: [{ field, code: "short", message }] });
