import { listChannels, listNodes } from "@/server/oms/network/queries";
import { listServices } from "@/server/oms/network/queries-services";
import { query, router } from "../trpc";

export const networkRouter = router({
  listNodes: query(listNodes),
  listChannels: query(listChannels),
  services: query(listServices),
});
