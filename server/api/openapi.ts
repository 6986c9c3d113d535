import { z } from "zod";
import { setSupplyInput } from "@/server/oms/allocation/schema";
import { setRelationsInput } from "@/server/oms/catalog/schema";
import { setReceivablesInput } from "@/server/oms/customers/schema";
import { trackingEventInput } from "@/server/oms/fulfillment/schema";
import { placeOrderInput } from "@/server/oms/intake/schema";
import { availability } from "@/server/oms/inventory/queries-availability";
import {
  extendInput,
  feedBody,
  releaseInput,
  reserveInput,
  transferInput,
} from "@/server/oms/inventory/schema";
import { reservationOwners } from "@/server/oms/inventory/types";
import { importRestrictionsInput } from "@/server/oms/orders/schema";
import { rotateInput, subscriptionInput } from "@/server/oms/webhooks/schema";
import { batchBody } from "./batch-orders";
import { describeNetwork } from "./openapi-network";
import { describeRouting } from "./openapi-routing";
import { describeSnapshots } from "./openapi-snapshots";

const body = (schema: z.ZodType) => ({
  required: true,
  content: {
    "application/json": { schema: z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) },
  },
});

const answers = (description: string) => ({
  description,
  content: { "application/json": { schema: { type: "object" } } },
});

const problem = {
  description: "What was wrong, with a stable code and the fields it concerns",
  content: {
    "application/problem+json": {
      schema: {
        type: "object",
        required: ["title", "status", "code", "request_id"],
        properties: {
          title: { type: "string" },
          status: { type: "integer" },
          code: { type: "string" },
          request_id: { type: "string" },
          faults: {
            type: "array",
            items: {
              type: "object",
              properties: {
                field: { type: "string" },
                code: { type: "string" },
                message: { type: "string" },
              },
            },
          },
        },
      },
    },
  },
};

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  description:
    "Your own name of this request, 1 to 255 characters. The same key with the same body gives the first answer again and does nothing.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const inQuery = (name: string, description: string, required = false) => ({
  name,
  in: "query",
  required,
  description,
  schema: { type: "string" },
});

const owner = [
  {
    name: "kind",
    in: "path",
    required: true,
    schema: { type: "string", enum: [...reservationOwners] },
  },
  {
    name: "ref",
    in: "path",
    required: true,
    description: "Your own name for the cart, quote or order",
    schema: { type: "string" },
  },
];

const reservationPaths = () => ({
  "/api/v1/reservations": {
    post: {
      summary:
        "Hold units for a cart, a quote or an order until they expire; name the owner in an order to convert them",
      parameters: [idempotencyKey],
      requestBody: body(reserveInput.partial({ channelCode: true })),
      responses: { 201: answers("What is held, where, until when"), default: problem },
    },
  },
  "/api/v1/reservations/{kind}/{ref}": {
    get: {
      summary: "What an owner holds",
      parameters: owner,
      responses: { 200: answers("The holds, those that ran out told apart"), default: problem },
    },
  },
  "/api/v1/reservations/{kind}/{ref}/extend": {
    post: {
      summary: "Hold on for longer; what lapsed is taken up again, what is gone is told",
      parameters: [...owner, idempotencyKey],
      requestBody: body(extendInput.omit({ owner: true })),
      responses: { 200: answers("What is held now, and what is gone"), default: problem },
    },
  },
  "/api/v1/reservations/{kind}/{ref}/release": {
    post: {
      summary: "Give up what an owner holds",
      parameters: [...owner, idempotencyKey],
      requestBody: body(releaseInput.omit({ owner: true })),
      responses: { 200: answers("Units that are free again"), default: problem },
    },
  },
  "/api/v1/reservations/{kind}/{ref}/transfer": {
    post: {
      summary: "Hold units at another node instead; no stock moves",
      parameters: [...owner, idempotencyKey],
      requestBody: body(transferInput.omit({ owner: true })),
      responses: { 200: answers("Where they are held now"), default: problem },
    },
  },
});

const webhook = {
  name: "id",
  in: "path",
  required: true,
  description: "Of the subscription; to replay, of the message",
  schema: { type: "string", format: "uuid" },
};

const webhookPaths = () => ({
  "/api/v1/webhooks": {
    get: {
      summary: "All webhook subscriptions, without their secrets",
      responses: { 200: answers("The subscriptions"), default: problem },
    },
    post: {
      summary:
        "Be told when a sellable number or a promise changes, signed as Standard Webhooks describes; the secret is in this answer only",
      parameters: [idempotencyKey],
      requestBody: body(subscriptionInput.omit({ subscriptionId: true, version: true })),
      responses: { 201: answers("The subscription and its secret"), default: problem },
    },
  },
  "/api/v1/webhooks/{id}": {
    post: {
      summary: "Change a subscription: all its fields, and the version that was read",
      parameters: [webhook, idempotencyKey],
      requestBody: body(subscriptionInput.omit({ subscriptionId: true, secret: true })),
      responses: { 200: answers("Its new version"), default: problem },
    },
  },
  "/api/v1/webhooks/{id}/rotate": {
    post: {
      summary: "Exchange the secret; for 24 hours the old one signs as well",
      parameters: [webhook, idempotencyKey],
      requestBody: body(rotateInput.omit({ subscriptionId: true }).partial()),
      responses: { 200: answers("The new secret"), default: problem },
    },
  },
  "/api/v1/webhooks/{id}/test": {
    post: {
      summary: "Send a message that says nothing",
      parameters: [webhook, idempotencyKey],
      responses: { 202: answers("The message"), default: problem },
    },
  },
  "/api/v1/webhooks/{id}/deliveries": {
    get: {
      summary: "What it was sent, the newest first, and what the last attempt of each met",
      parameters: [webhook],
      responses: { 200: answers("The messages"), default: problem },
    },
  },
  "/api/v1/webhooks/{id}/replay": {
    post: {
      summary: "Send a message again under its own id",
      parameters: [webhook, idempotencyKey],
      responses: { 202: answers("The message"), default: problem },
    },
  },
});

/** What there is to sell, asked for by SKU. */
const availabilityPath = {
  get: {
    summary: "What a channel may sell now, or promise for a day",
    parameters: [
      inQuery("sku", "SKU codes, with commas between them; at most 1,000", true),
      inQuery("channel", "The channel; `api` without it"),
      inQuery("date", "YYYY-MM-DD: with what is free to promise for that day; now without it"),
      inQuery("breakdown", "`1` tells the steps, node by node"),
    ],
    responses: { 200: answers("Units per SKU, and how they came about"), default: problem },
  },
  post: {
    summary: "The same for up to 1,000 SKUs at once; nothing is changed",
    parameters: [idempotencyKey],
    requestBody: body(availability.spec.input.partial({ channelCode: true })),
    responses: { 200: answers("Units per SKU, and how they came about"), default: problem },
  },
};

/** What there is to sell, told to a channel. */
const sellablePath = {
  get: {
    summary: "Export what a channel may sell: all of it, or what changed since an export",
    description:
      "Each first page is an export of its own. Its `run` is the `since` of the next; the header X-Sellable-Run tells it for CSV. Rows that have been sent and did not change are left out after `since`.",
    parameters: [
      inQuery("channel", "The channel", true),
      inQuery("since", "The `run` of an earlier export; everything without it"),
      inQuery("format", "`csv`, or JSON in pages of up to 10,000 rows without it"),
      inQuery("after", "`next` of the page before: the same export goes on"),
    ],
    responses: { 200: answers("SKUs with their units"), default: problem },
  },
};

const creditPaths = () => ({
  "/api/v1/credit-memos": {
    get: {
      summary: "Credit memos and what takes them back, in the order in which they were issued",
      description:
        "Amounts are minor units, below 0 where a memo takes another back (`reverses`). Memos never change.",
      parameters: [
        inQuery("after", "`next` of the page before, or the number of the last memo that is known"),
        inQuery("limit", "At most so many, up to 1,000; 200 without it"),
      ],
      responses: { 200: answers("Memos, and `next`: null at the end"), default: problem },
    },
  },
});

const restrictionPaths = () => ({
  "/api/v1/restrictions": {
    get: {
      summary: "Where, through whom and to whom goods may not be sold, or alone may",
      responses: { 200: answers("Every restriction of sale"), default: problem },
    },
    post: {
      summary: "Make and change restrictions of sale by their references, all or nothing",
      parameters: [idempotencyKey],
      requestBody: body(importRestrictionsInput),
      responses: { 200: answers("How many were made, changed, left alone"), default: problem },
    },
  },
});

/** The public API as it is, from the same schemas that check its requests. */
export function describeApi(origin: string) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Ordinate",
      version: "1",
      description:
        "Orders and stock in, availability and tracking out. Every POST, PUT and DELETE takes an Idempotency-Key.",
    },
    servers: [{ url: origin }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: "http", scheme: "bearer" } } },
    paths: {
      "/api/v1/orders": {
        post: {
          summary: "Place one order",
          parameters: [idempotencyKey],
          requestBody: body(placeOrderInput.partial({ channelCode: true })),
          responses: {
            201: answers("The order as it was promised; a kit as the lines of its components"),
            202: answers(
              "It cannot be taken as it is and was parked, with its faults; somebody mends it",
            ),
            default: problem,
          },
        },
      },
      "/api/v1/orders/batch": {
        post: {
          summary: "Place up to 100 orders, each with its own key and its own result",
          parameters: [idempotencyKey],
          requestBody: body(batchBody),
          responses: { 200: answers("A result per order, in the order sent"), default: problem },
        },
      },
      "/api/v1/orders/{number}": {
        get: {
          summary: "One order with lines, parts and parcels",
          parameters: [{ name: "number", in: "path", required: true, schema: { type: "string" } }],
          responses: { 200: answers("The order"), default: problem },
        },
      },
      "/api/v1/availability": availabilityPath,
      "/api/v1/inventory/sellable": sellablePath,
      "/api/v1/inventory/feeds": {
        post: {
          summary:
            "Tell what nodes have on hand: a full count of a source's nodes, or of some SKUs",
          parameters: [idempotencyKey],
          requestBody: body(feedBody),
          responses: {
            200: answers("Ignored as older, or in need of confirmation: nothing was changed"),
            201: answers("Applied, with the account of its rows"),
            default: problem,
          },
        },
      },
      "/api/v1/inventory/feeds/{id}": {
        get: {
          summary: "One feed with the account of its rows",
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          responses: { 200: answers("The feed"), default: problem },
        },
      },
      ...reservationPaths(),
      ...webhookPaths(),
      ...describeNetwork({ body, answers, problem, idempotencyKey }),
      ...describeRouting({ body, answers, problem, idempotencyKey }),
      ...describeSnapshots({ body, answers, problem, idempotencyKey }),
      ...goodsPaths(),
      "/api/v1/receivables": {
        post: {
          summary: "Tell what companies owe, for their credit",
          parameters: [idempotencyKey],
          requestBody: body(setReceivablesInput),
          responses: { 200: answers("The outcome of each company"), default: problem },
        },
      },
      ...creditPaths(),
      ...restrictionPaths(),
      "/api/v1/tracking-events": {
        post: {
          summary: "Tell what a carrier said of a parcel",
          parameters: [idempotencyKey],
          requestBody: body(trackingEventInput),
          responses: { 201: answers("The parcel's state"), default: problem },
        },
      },
    },
  };
}

/** What may ship instead of goods, and what of them is to come. */
const goodsPaths = () => ({ ...relationPaths(), ...supplyPaths() });

const supplyPaths = () => ({
  "/api/v1/inbound-supply": {
    post: {
      summary:
        "Say what is to come: purchase orders and production, each known by its number, node and SKU; 0 units: it does not come",
      parameters: [idempotencyKey],
      requestBody: body(setSupplyInput),
      responses: {
        200: answers("How many were opened, changed and ended, and how many orders moved"),
        default: problem,
      },
    },
  },
});

const relationPaths = () => ({
  "/api/v1/relations": {
    get: {
      summary: "What may ship instead of what",
      parameters: [
        {
          name: "sku",
          in: "query",
          description: "Only what concerns this SKU, from either side",
          schema: { type: "string" },
        },
      ],
      responses: { 200: answers("The relations"), default: problem },
    },
    post: {
      summary:
        "Say what may ship instead of SKUs; each replaces that of its kind between the same two",
      parameters: [idempotencyKey],
      requestBody: body(setRelationsInput),
      responses: { 200: answers("How many were saved"), default: problem },
    },
  },
});
