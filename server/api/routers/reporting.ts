import { findAnything, today } from "@/server/oms/reporting/queries";
import { exceptionsReport } from "@/server/oms/reporting/queries-exceptions";
import { query, router } from "../trpc";

export const reportingRouter = router({
  today: query(today),
  exceptions: query(exceptionsReport),
  findAnything: query(findAnything),
});
