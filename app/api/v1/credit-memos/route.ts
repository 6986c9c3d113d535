import { tellCreditMemos } from "@/server/api/credit-memos";

export const GET = tellCreditMemos;
