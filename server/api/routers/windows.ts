import { applyWindow } from "@/server/oms/allocation/commands/apply-window";
import { dismissWindow } from "@/server/oms/allocation/commands/dismiss-window";
import { requestWindow } from "@/server/oms/allocation/commands/request-window";
import { setWindowSchedule } from "@/server/oms/allocation/commands/set-window-schedule";
import { findWindow, listWindows } from "@/server/oms/allocation/queries-windows";
import { mutation, query, router } from "../trpc";

export const windowsRouter = router({
  list: query(listWindows),
  find: query(findWindow),
  request: mutation(requestWindow),
  applyRun: mutation(applyWindow),
  dismiss: mutation(dismissWindow),
  setSchedule: mutation(setWindowSchedule),
});
