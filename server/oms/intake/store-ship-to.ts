import type { RawSql, RawTx } from "@/db/client";
import { checkAddress } from "../customers/decide-address";
import { findPostalPoint } from "../network/store-postal";
import type { OneTimeShipTo } from "../orders/schema";
import type { Customer } from "./types";

/** A customer whose order goes to an address of its own, with where its postcode lies. */
export async function customerAt<Of extends Pick<Customer, "name" | "shipTo">>(
  sql: RawSql | RawTx,
  customer: Of,
  shipTo: OneTimeShipTo | undefined,
): Promise<Of> {
  if (shipTo === undefined) {
    return customer;
  }
  const { country, postalCode } = checkAddress(shipTo).written;
  const point = await findPostalPoint(sql, country, postalCode);
  const name = shipTo.name === "" ? customer.name : shipTo.name;
  return { ...customer, shipTo: { ...shipTo, name, point } };
}
