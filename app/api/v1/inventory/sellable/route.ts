import { tellSellable } from "@/server/api/sellable";

export const GET = tellSellable;
