import { release } from "@/server/api/reservations";

export const POST = release;
