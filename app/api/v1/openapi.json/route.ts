import { describeApi } from "@/server/api/openapi";

/** Describes the public API; needs no key. */
export const GET = (request: Request) => Response.json(describeApi(new URL(request.url).origin));
