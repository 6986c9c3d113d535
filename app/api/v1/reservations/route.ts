import { reserve } from "@/server/api/reservations";

export const POST = reserve;
