import { placeMany } from "@/server/api/hot-routes";

export const POST = placeMany;
