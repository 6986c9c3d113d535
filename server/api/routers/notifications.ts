import { findMail, listMail } from "@/server/oms/notifications/queries";
import { query, router } from "../trpc";

export const notificationsRouter = router({
  listMail: query(listMail),
  findMail: query(findMail),
});
