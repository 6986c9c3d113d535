import { profileBody } from "./routing";

type Words = {
  readonly body: (schema: typeof profileBody) => object;
  readonly answers: (description: string) => object;
  readonly problem: object;
  readonly idempotencyKey: object;
};

const DECISION = {
  id: { type: "string", description: "Of the decision" },
  trigger: { type: "string", description: "What made it: placed, node_rejected, manual …" },
  decidedAt: { type: "string", description: "An instant" },
  profileRef: { type: "string" },
  profileVersion: { type: "number" },
  sentence: { type: "string", description: "Why, in one sentence" },
  isExact: { type: "boolean", description: "The search came to its end" },
  isReplayed: { type: "boolean", description: "Made again from what was kept: the same answer" },
  order: { type: "object", description: "What was asked" },
  nodes: { type: "array", description: "The candidates as they stood" },
  decision: { type: "object", description: "The plan, the runner-up, a verdict per candidate" },
  costsAlone: { type: "array", description: "Per candidate: what it alone would have charged" },
  changes: { type: "array", description: "What would have changed it" },
  changesSentence: { type: "string" },
} as const;

const decisionsSchema = {
  type: "object",
  required: ["orderNumber", "skuCodes", "decisions"],
  properties: {
    orderNumber: { type: "string" },
    skuCodes: { type: "object", description: "Codes by the ids that the decisions name" },
    decisions: {
      type: "array",
      items: {
        type: "object",
        required: [...Object.keys(DECISION), "route"],
        properties: DECISION,
      },
    },
  },
} as const;

/** The routing profile as a document, for those who keep their rules in files. */
export const describeRouting = ({ body, answers, problem, idempotencyKey }: Words) => ({
  "/api/v1/orders/{number}/decisions": {
    get: {
      summary:
        "Why an order went where it went: candidates, rules, runner-up, what would have changed it",
      parameters: [{ name: "number", in: "path", required: true, schema: { type: "string" } }],
      responses: {
        200: {
          description: "Its decisions, the newest first",
          content: { "application/json": { schema: decisionsSchema } },
        },
        default: problem,
      },
    },
  },
  "/api/v1/routing/profile": {
    get: {
      summary: "The routing profile as a document; the live one without a version",
      parameters: [
        { name: "version", in: "query", required: false, schema: { type: "integer", minimum: 1 } },
      ],
      responses: { 200: answers("Its version, status and document"), default: problem },
    },
    post: {
      summary: "Take a document as a draft, to be rehearsed and published by a person",
      parameters: [idempotencyKey],
      requestBody: body(profileBody),
      responses: {
        200: answers("It says what the live version says: no draft was made"),
        201: answers("The draft's version"),
        default: problem,
      },
    },
  },
  "/api/v1/routing/profile/check": {
    post: {
      summary: "Say what is wrong with a document, or how it reads; nothing is written",
      parameters: [idempotencyKey],
      requestBody: body(profileBody),
      responses: { 200: answers("Faults, or sentences and findings"), default: problem },
    },
  },
});
