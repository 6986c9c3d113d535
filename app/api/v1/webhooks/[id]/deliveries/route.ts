import { tellDeliveries } from "@/server/api/webhooks";

export const GET = tellDeliveries;
