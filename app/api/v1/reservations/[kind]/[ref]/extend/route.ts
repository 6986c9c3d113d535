import { extend } from "@/server/api/reservations";

export const POST = extend;
