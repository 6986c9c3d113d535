import { checkDocument } from "@/server/api/routing";

export const POST = checkDocument;
