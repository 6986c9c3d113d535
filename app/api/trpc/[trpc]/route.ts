import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { contextOf } from "@/server/api/context";
import { appRouter } from "@/server/api/root";

const handler = (request: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => contextOf(request),
    // Reads with long inputs (a pasted list of codes) come as POST.
    allowMethodOverride: true,
  });

export { handler as GET, handler as POST };
