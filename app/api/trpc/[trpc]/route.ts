import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { BodyTooLarge, readBody } from "@/server/api/body";
import { contextOf } from "@/server/api/context";
import { appRouter } from "@/server/api/root";

const answer = (request: Request, createContext: () => ReturnType<typeof contextOf>) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext,
    // Reads with long inputs (a pasted list of codes) come as POST.
    allowMethodOverride: true,
  });

export const GET = (request: Request): Promise<Response> =>
  answer(request, () => contextOf(request));

/** What reads a body itself knows no limit, so it is handed one that was read within ours. */
export async function POST(request: Request): Promise<Response> {
  const { url, method, headers, signal } = request;
  try {
    const body = await readBody(request);
    return await answer(new Request(url, { method, headers, signal, body }), () =>
      contextOf(request),
    );
  } catch (cause) {
    if (!(cause instanceof BodyTooLarge)) {
      throw cause;
    }
    // Told as every refusal is, in the form that clients of this door read.
    return answer(new Request(url, { method, headers }), async () => {
      throw new TRPCError({ code: "PAYLOAD_TOO_LARGE", message: cause.message, cause });
    });
  }
}
