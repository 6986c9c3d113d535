import { replay } from "@/server/api/webhooks";

export const POST = replay;
