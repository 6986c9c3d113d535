import { askAvailability, tellAvailability } from "@/server/api/hot-routes";

export const GET = tellAvailability;
export const POST = askAvailability;
