import type { Tx } from "@/db/client";
import { company, companyLocation, contact, paymentTerms } from "@/db/schema";
import type { CompanyTier } from "@/server/oms/customers/types";
import type { CompanyId, CompanyLocationId, ContactId, UserId } from "@/server/oms/kernel/ids";
import { demoId } from "./demo-id";
import { inChunks } from "./in-chunks";
import { priceListIdOf } from "./load-catalog";
import { readTable } from "./tables";

export const companyIdOf = (code: string): CompanyId => demoId("company", code);
export const locationIdOf = (companyCode: string, code: string): CompanyLocationId =>
  demoId("company_location", companyCode, code);

const TERMS = [
  { code: "NET15", name: "Net 15 days", netDays: 15 },
  { code: "NET30", name: "Net 30 days", netDays: 30 },
  { code: "NET45", name: "Net 45 days", netDays: 45 },
] as const;

const TIERS: Readonly<Record<string, CompanyTier>> = {
  gold: "gold",
  silver: "silver",
  bronze: "bronze",
};

/** Shops whose owner lives above them. */
const AT_HOME: ReadonlySet<string> = new Set(["AW00000010", "AW00000037", "AW00000013"]);

/**
 * Resellers with their terms, addresses and people.
 *
 * @param reps user of each sales territory group (`west`, `east`, `overseas`)
 */
export async function loadCustomers(tx: Tx, reps: ReadonlyMap<string, UserId>): Promise<void> {
  await tx.insert(paymentTerms).values([...TERMS]);
  await inChunks(readTable("companies"), (some) =>
    tx.insert(company).values(
      some.map((row) => ({
        id: companyIdOf(row.text("code")),
        code: row.text("code"),
        name: row.text("name"),
        tier: TIERS[row.text("tier")] ?? "bronze",
        phone: row.text("phone"),
        currency: "USD",
        paymentTermsCode: row.text("terms"),
        creditLimit: row.int("credit_limit_usd") * 100,
        priceListId: priceListIdOf(row.text("price_list")),
        salesRepId: reps.get(row.text("rep")) ?? null,
      })),
    ),
  );
  await inChunks(readTable("locations"), (some) =>
    tx.insert(companyLocation).values(
      some.map((row) => ({
        id: locationIdOf(row.text("company"), row.text("location")),
        companyId: companyIdOf(row.text("company")),
        code: row.text("location"),
        name: row.text("name"),
        address1: row.text("line1"),
        address2: row.text("line2"),
        city: row.text("city"),
        region: row.text("region"),
        postalCode: row.text("postcode"),
        country: row.text("country"),
        latitude: Number(row.text("lat")),
        longitude: Number(row.text("lon")),
        isDefault: row.text("location") === "MAIN",
        isResidential: AT_HOME.has(row.text("company")),
      })),
    ),
  );
  await inChunks(readTable("contacts"), (some) =>
    tx.insert(contact).values(
      some.map((row) => ({
        id: demoId<ContactId>("contact", row.text("email")),
        companyId: companyIdOf(row.text("company")),
        name: row.text("name"),
        email: row.text("email"),
        phone: row.text("phone"),
        role: row.text("role") === "Owner" ? ("company_admin" as const) : ("buyer" as const),
      })),
    ),
  );
}
