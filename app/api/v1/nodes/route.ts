import { openNode, tellNodes } from "@/server/api/network";

export const GET = tellNodes;
export const POST = openNode;
