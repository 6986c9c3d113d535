"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
} from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** `useApi()` makes options for TanStack Query; `useApiClient()` calls the API directly. */
export { useTRPC as useApi, useTRPCClient as useApiClient };

const makeApiClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: "/api/trpc", transformer: superjson }),
        // Long lists of codes do not fit an address: queries travel as POST bodies too.
        false: httpBatchLink({ url: "/api/trpc", transformer: superjson, methodOverride: "POST" }),
      }),
    ],
  });

/** A refusal stays a refusal; only what never arrived is worth another try. */
const isWorthRetrying = (failures: number, error: Error) =>
  failures < 2 && !(error instanceof TRPCClientError && error.data);

/** The API for client components: once per layout of a face. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [client] = useState(makeApiClient);
  const [queryClient] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: 5_000, retry: isWorthRetrying } },
      }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
