import { setCreditLimit } from "@/server/oms/customers/commands/set-credit-limit";
import { setOneTimeShipTo } from "@/server/oms/customers/commands/set-one-time-ship-to";
import { setPreferredNode } from "@/server/oms/customers/commands/set-preferred-node";
import { setReceivables } from "@/server/oms/customers/commands/set-receivables";
import { setSubstitution } from "@/server/oms/customers/commands/set-substitution";
import { setTolerances } from "@/server/oms/customers/commands/set-tolerances";
import {
  accountSummary,
  findCompany,
  findMyCompany,
  listCompanies,
  listLocations,
  searchCompanies,
} from "@/server/oms/customers/queries";
import { listCredit } from "@/server/oms/customers/queries-credit";
import {
  listOneTimeShipTo,
  listPreferredNodes,
  listSubstitution,
} from "@/server/oms/customers/queries-terms";
import { mutation, query, router } from "../trpc";

export const customersRouter = router({
  search: query(searchCompanies),
  list: query(listCompanies),
  find: query(findCompany),
  mine: query(findMyCompany),
  locations: query(listLocations),
  summary: query(accountSummary),
  listCredit: query(listCredit),
  setCreditLimit: mutation(setCreditLimit),
  listSubstitution: query(listSubstitution),
  setSubstitution: mutation(setSubstitution),
  listOneTimeShipTo: query(listOneTimeShipTo),
  setOneTimeShipTo: mutation(setOneTimeShipTo),
  listPreferredNodes: query(listPreferredNodes),
  setPreferredNode: mutation(setPreferredNode),
  setReceivables: mutation(setReceivables),
  setTolerances: mutation(setTolerances),
});
