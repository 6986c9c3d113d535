import { tellServiceUse } from "@/server/api/network";

export const GET = tellServiceUse;
