import { resourceNode } from "@/server/oms/allocation/commands/resource-node";
import { previewDisruption } from "@/server/oms/allocation/queries-disruption";
import { createNode } from "@/server/oms/network/commands/create-node";
import { createService } from "@/server/oms/network/commands/create-service";
import { restoreNode } from "@/server/oms/network/commands/restore-node";
import { restoreService } from "@/server/oms/network/commands/restore-service";
import { retireNode } from "@/server/oms/network/commands/retire-node";
import { retireService } from "@/server/oms/network/commands/retire-service";
import { setCalendar } from "@/server/oms/network/commands/set-calendar";
import { setCapacity } from "@/server/oms/network/commands/set-capacity";
import { setChannels } from "@/server/oms/network/commands/set-channels";
import { setCutOffs } from "@/server/oms/network/commands/set-cut-offs";
import { setDisruption } from "@/server/oms/network/commands/set-disruption";
import { setNode } from "@/server/oms/network/commands/set-node";
import { setService } from "@/server/oms/network/commands/set-service";
import { switchNode } from "@/server/oms/network/commands/switch-node";
import { withdrawDisruption } from "@/server/oms/network/commands/withdraw-disruption";
import { listChannels, listNodes } from "@/server/oms/network/queries";
import { listCalendars } from "@/server/oms/network/queries-calendars";
import { listDisruptions } from "@/server/oms/network/queries-disruptions";
import { findNode, listNodeStates, listRetiredNodes } from "@/server/oms/network/queries-nodes";
import {
  findServiceUse,
  listServices,
  listTariffs,
  priceParcel,
} from "@/server/oms/network/queries-services";
import { mutation, query, router } from "../trpc";

export const networkRouter = router({
  listNodes: query(listNodes),
  listChannels: query(listChannels),
  services: query(listServices),
  listNodeStates: query(listNodeStates),
  findNode: query(findNode),
  createNode: mutation(createNode),
  setNode: mutation(setNode),
  setChannels: mutation(setChannels),
  retireNode: mutation(retireNode),
  restoreNode: mutation(restoreNode),
  listRetiredNodes: query(listRetiredNodes),
  setCutOffs: mutation(setCutOffs),
  setCapacity: mutation(setCapacity),
  switchNode: mutation(switchNode),
  resourceNode: mutation(resourceNode),
  listCalendars: query(listCalendars),
  setCalendar: mutation(setCalendar),
  listTariffs: query(listTariffs),
  priceParcel: query(priceParcel),
  createService: mutation(createService),
  setService: mutation(setService),
  findServiceUse: query(findServiceUse),
  retireService: mutation(retireService),
  restoreService: mutation(restoreService),
  listDisruptions: query(listDisruptions),
  previewDisruption: query(previewDisruption),
  setDisruption: mutation(setDisruption),
  withdrawDisruption: mutation(withdrawDisruption),
});
