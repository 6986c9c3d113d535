import { tellReservation } from "@/server/api/reservations";

export const GET = tellReservation;
