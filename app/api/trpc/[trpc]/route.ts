import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { contextOf } from "@/server/api/context";
import { appRouter } from "@/server/api/root";

const handler = (request: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => contextOf(request),
  });

export { handler as GET, handler as POST };
