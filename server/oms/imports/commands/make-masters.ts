import { defineCommand } from "@/server/shell/command";
import { makeMastersInput } from "../schema";
import { makeCompanies, makeSkus } from "../store-masters";

/**
 * Make the SKUs and companies that a file names and nobody knows, marked as imported until a person
 * completes them. What is known already stays as it is.
 */
export const makeMasters = defineCommand({
  name: "imports.make_masters",
  input: makeMastersInput,
  wall: "staff",
  run: async ({ sql }, input) => ({
    skus: await makeSkus(sql, input.skus),
    companies: await makeCompanies(sql, input.companies),
  }),
});
