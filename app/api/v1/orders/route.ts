import { placeOne } from "@/server/api/hot-routes";

export const POST = placeOne;
