import { rotate } from "@/server/api/webhooks";

export const POST = rotate;
