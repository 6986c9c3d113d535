import { reviveService } from "@/server/api/network";

export const POST = reviveService;
