import { cancelRehearsal } from "@/server/oms/rehearsal/commands/cancel-rehearsal";
import { lookAtRehearsal } from "@/server/oms/rehearsal/commands/look-at-rehearsal";
import { startRehearsal } from "@/server/oms/rehearsal/commands/start-rehearsal";
import {
  findRehearsal,
  listMapPoints,
  listRehearsals,
  listVersions,
  watchRehearsal,
} from "@/server/oms/rehearsal/queries";
import { listChanges } from "@/server/oms/rehearsal/queries-changes";
import { mutation, query, router } from "../trpc";

export const rehearsalRouter = router({
  start: mutation(startRehearsal),
  cancel: mutation(cancelRehearsal),
  lookAt: mutation(lookAtRehearsal),
  list: query(listRehearsals),
  find: query(findRehearsal),
  watch: query(watchRehearsal),
  listVersions: query(listVersions),
  listMapPoints: query(listMapPoints),
  listChanges: query(listChanges),
});
