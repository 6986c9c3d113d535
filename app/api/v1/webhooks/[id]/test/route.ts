import { test } from "@/server/api/webhooks";

export const POST = test;
