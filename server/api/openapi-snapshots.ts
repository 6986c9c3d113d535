import type { z } from "zod";
import { positionBody } from "@/server/oms/inventory/schema";
import { finishSnapshotBody, openSnapshotBody, snapshotRowsBody } from "./snapshots";

/** The words in which all of the description is written. */
type Words = {
  readonly body: (schema: z.ZodType) => object;
  readonly answers: (description: string) => object;
  readonly problem: object;
  readonly idempotencyKey: object;
};

const id = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };

/** Stock by the single position, and snapshots that are too long for one request. */
export function describeSnapshots({ body, answers, problem, idempotencyKey }: Words) {
  return {
    "/api/v1/inventory/positions": {
      put: {
        summary: "Tell what one node has of one SKU, in all",
        parameters: [idempotencyKey],
        requestBody: body(positionBody),
        responses: {
          200: answers("The position is as you say; whether it changed, or is known newer"),
          default: problem,
        },
      },
    },
    "/api/v1/inventory/snapshots": {
      post: {
        summary: "Begin a feed that comes in parts; nothing moves before it is finished",
        parameters: [idempotencyKey],
        requestBody: body(openSnapshotBody),
        responses: { 201: answers("The snapshot with its id"), default: problem },
      },
    },
    "/api/v1/inventory/snapshots/{id}/rows": {
      post: {
        summary:
          "Send a numbered part of up to 5,000 rows, in any order; the same one again changes nothing",
        parameters: [id, idempotencyKey],
        requestBody: body(snapshotRowsBody),
        responses: { 200: answers("How much has come so far"), default: problem },
      },
    },
    "/api/v1/inventory/snapshots/{id}/finish": {
      post: {
        summary: "Say that all parts are there; or, with `confirm`, that it may empty what it does",
        parameters: [id, idempotencyKey],
        requestBody: body(finishSnapshotBody),
        responses: { 202: answers("It is on its way"), default: problem },
      },
    },
    "/api/v1/inventory/snapshots/{id}": {
      get: {
        summary: "How far a snapshot is, and the account of its rows once it is applied",
        parameters: [id],
        responses: {
          200: answers("open, queued, held, done, failed, dismissed or expired after a day"),
          default: problem,
        },
      },
      delete: {
        summary: "Give up a snapshot that was not applied",
        parameters: [id, idempotencyKey],
        responses: { 200: answers("It is dismissed"), default: problem },
      },
    },
  };
}
