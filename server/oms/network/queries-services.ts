import { z } from "zod";
import { defineQuery } from "@/server/shell/query";

export type ServiceChoice = {
  readonly code: string;
  readonly name: string;
  readonly carrier: string;
};

/** The carriers' services that an order may ask for, in the order in which they are offered. */
export const listServices = defineQuery({
  name: "network.list_services",
  input: z.object({}),
  wall: "public",
  run: ({ sql }) => sql<ServiceChoice[]>`
    select code, name, carrier from carrier_service order by name, code limit 100`,
});
