import { answerByLink, answerConsent } from "@/server/oms/backorders/commands/answer-consent";
import {
  answerSubstitute,
  answerSubstituteByLink,
} from "@/server/oms/backorders/commands/answer-substitute";
import { setComingOut } from "@/server/oms/backorders/commands/set-coming-out";
import { setConsentRule } from "@/server/oms/backorders/commands/set-consent-rule";
import { setPolicy } from "@/server/oms/backorders/commands/set-policy";
import { setRemainderDays } from "@/server/oms/backorders/commands/set-remainder-days";
import { withdrawSubstitute } from "@/server/oms/backorders/commands/withdraw-substitute";
import {
  findConsent,
  findConsentByLink,
  findSubstitute,
  listConsentRules,
  listPolicies,
  listRemainderDays,
} from "@/server/oms/backorders/queries";
import { mutation, publicMutation, publicQuery, query, router } from "../trpc";

export const backordersRouter = router({
  findConsent: query(findConsent),
  findConsentByLink: publicQuery(findConsentByLink),
  answer: mutation(answerConsent),
  answerByLink: publicMutation(answerByLink),
  findSubstitute: query(findSubstitute),
  answerSubstitute: mutation(answerSubstitute),
  answerSubstituteByLink: publicMutation(answerSubstituteByLink),
  withdrawSubstitute: mutation(withdrawSubstitute),
  listConsentRules: query(listConsentRules),
  setConsentRule: mutation(setConsentRule),
  listPolicies: query(listPolicies),
  setPolicy: mutation(setPolicy),
  setComingOut: mutation(setComingOut),
  listRemainderDays: query(listRemainderDays),
  setRemainderDays: mutation(setRemainderDays),
});
