import { subscribe, tellSubscriptions } from "@/server/api/webhooks";

export const GET = tellSubscriptions;
export const POST = subscribe;
