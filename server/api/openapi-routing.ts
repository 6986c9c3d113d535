import { profileBody } from "./routing";

type Words = {
  readonly body: (schema: typeof profileBody) => object;
  readonly answers: (description: string) => object;
  readonly problem: object;
  readonly idempotencyKey: object;
};

/** The routing profile as a document, for those who keep their rules in files. */
export const describeRouting = ({ body, answers, problem, idempotencyKey }: Words) => ({
  "/api/v1/orders/{number}/decisions": {
    get: {
      summary:
        "Why an order went where it went: candidates, rules, runner-up, what would have changed it",
      parameters: [{ name: "number", in: "path", required: true, schema: { type: "string" } }],
      responses: { 200: answers("Its decisions, the newest first"), default: problem },
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
