import {
  createNodeInput,
  createServiceInput,
  serviceReasonInput,
} from "@/server/oms/network/schema";

const reasonBody = serviceReasonInput.omit({ code: true });
const code = { name: "code", in: "path", required: true, schema: { type: "string" } };

type Words = {
  readonly body: (
    schema: typeof createNodeInput | typeof createServiceInput | typeof reasonBody,
  ) => object;
  readonly answers: (description: string) => object;
  readonly problem: object;
  readonly idempotencyKey: object;
};

/** The places that ship and the services they ship by, for those who keep their masters elsewhere. */
export const describeNetwork = ({ body, answers, problem, idempotencyKey }: Words) => ({
  "/api/v1/nodes": {
    get: {
      summary: "The nodes as they stand: clock, services with cut-offs, capacity, what waits",
      responses: { 200: answers("The nodes that are not retired"), default: problem },
    },
    post: {
      summary: "Open a node: warehouse, store, logistics provider or drop-ship supplier",
      description:
        "Without latitude and longitude it stands where its postal code is. Calendars, services and channels are named by their codes.",
      parameters: [idempotencyKey],
      requestBody: body(createNodeInput),
      responses: { 201: answers("Its id, its code and where it stands"), default: problem },
    },
  },
  "/api/v1/carrier-services": {
    get: {
      summary: "The carriers' services with their tariffs",
      responses: { 200: answers("The services"), default: problem },
    },
    post: {
      summary: "Open a carrier's service with its tariff, and say which nodes offer it until when",
      parameters: [idempotencyKey],
      requestBody: body(createServiceInput),
      responses: { 201: answers("Its code, and how many nodes offer it"), default: problem },
    },
  },
  "/api/v1/carrier-services/{code}/use": {
    get: {
      summary: "What a service is used for: open orders, drafts, nodes, strategies, disruptions",
      parameters: [code],
      responses: {
        200: answers("The counts, and what keeps it from being retired"),
        default: problem,
      },
    },
  },
  "/api/v1/carrier-services/{code}/retire": {
    post: {
      summary: "Offer a service no more; orders that are placed keep it",
      description:
        "Refused for the service of orders that name none, and where a node offers no other.",
      parameters: [code, idempotencyKey],
      requestBody: body(reasonBody),
      responses: { 200: answers("Its code and name"), default: problem },
    },
  },
  "/api/v1/carrier-services/{code}/restore": {
    post: {
      summary: "Offer a retired service again, as it was",
      parameters: [code, idempotencyKey],
      requestBody: body(reasonBody),
      responses: { 200: answers("Its code and name"), default: problem },
    },
  },
});
