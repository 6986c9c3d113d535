import {
  accountSummary,
  findCompany,
  findMyCompany,
  listCompanies,
  listLocations,
  searchCompanies,
} from "@/server/oms/customers/queries";
import { query, router } from "../trpc";

export const customersRouter = router({
  search: query(searchCompanies),
  list: query(listCompanies),
  find: query(findCompany),
  mine: query(findMyCompany),
  locations: query(listLocations),
  summary: query(accountSummary),
});
