import { findAnything, today } from "@/server/oms/reporting/queries";
import { query, router } from "../trpc";

export const reportingRouter = router({
  today: query(today),
  findAnything: query(findAnything),
});
