import { tellDecisions } from "@/server/api/routing";

export const GET = tellDecisions;
