import { changeSubscription } from "@/server/api/webhooks";

export const POST = changeSubscription;
