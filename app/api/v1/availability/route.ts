import { tellAvailability } from "@/server/api/hot-routes";

export const GET = tellAvailability;
