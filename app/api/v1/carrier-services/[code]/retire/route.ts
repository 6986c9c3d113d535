import { endService } from "@/server/api/network";

export const POST = endService;
