import { openService, tellServices } from "@/server/api/network";

export const GET = tellServices;
export const POST = openService;
