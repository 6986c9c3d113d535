import { replayMessage } from "@/server/oms/webhooks/commands/replay-message";
import { rotateSecret } from "@/server/oms/webhooks/commands/rotate-secret";
import { saveSubscription } from "@/server/oms/webhooks/commands/save-subscription";
import { sendTest } from "@/server/oms/webhooks/commands/send-test";
import { listDeliveries, listSubscriptions } from "@/server/oms/webhooks/queries";
import { mutation, query, router } from "../trpc";

export const webhooksRouter = router({
  list: query(listSubscriptions),
  listDeliveries: query(listDeliveries),
  save: mutation(saveSubscription),
  rotateSecret: mutation(rotateSecret),
  sendTest: mutation(sendTest),
  replay: mutation(replayMessage),
});
