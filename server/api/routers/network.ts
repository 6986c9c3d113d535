import { listServices } from "@/server/oms/network/queries-services";
import { query, router } from "../trpc";

export const networkRouter = router({
  services: query(listServices),
});
