import { transfer } from "@/server/api/reservations";

export const POST = transfer;
