import { answerByLink, answerConsent } from "@/server/oms/backorders/commands/answer-consent";
import { setComingOut } from "@/server/oms/backorders/commands/set-coming-out";
import { setConsentRule } from "@/server/oms/backorders/commands/set-consent-rule";
import { setPolicy } from "@/server/oms/backorders/commands/set-policy";
import { setRemainderDays } from "@/server/oms/backorders/commands/set-remainder-days";
import {
  findConsent,
  findConsentByLink,
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
  listConsentRules: query(listConsentRules),
  setConsentRule: mutation(setConsentRule),
  listPolicies: query(listPolicies),
  setPolicy: mutation(setPolicy),
  setComingOut: mutation(setComingOut),
  listRemainderDays: query(listRemainderDays),
  setRemainderDays: mutation(setRemainderDays),
});
