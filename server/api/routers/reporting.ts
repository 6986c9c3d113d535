import { resolveException } from "@/server/oms/exceptions/commands/resolve-exception";
import { retryJob } from "@/server/oms/exceptions/commands/retry-job";
import { listExceptions } from "@/server/oms/exceptions/queries";
import { findAnything, today } from "@/server/oms/reporting/queries";
import { mutation, query, router } from "../trpc";

export const reportingRouter = router({
  today: query(today),
  findAnything: query(findAnything),
  listExceptions: query(listExceptions),
  resolveException: mutation(resolveException),
  retryJob: mutation(retryJob),
});
