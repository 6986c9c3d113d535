import { takeRestrictions, tellRestrictions } from "@/server/api/restrictions";

export const GET = tellRestrictions;
export const POST = takeRestrictions;
