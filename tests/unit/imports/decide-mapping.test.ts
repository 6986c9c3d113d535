import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bindMapping, parseMapping, suggestMapping } from "@/server/oms/imports/decide-mapping";
import {
  catalogMapping,
  inventoryMapping,
  orderFields,
  orderMapping,
} from "@/server/oms/imports/schema";

const faultsOf = (mapping: unknown) => {
  const parsed = parseMapping(orderMapping, JSON.stringify(mapping));
  return parsed.ok ? [] : parsed.error.map(({ field, message }) => `${field}: ${message}`);
};

describe("a mapping file", () => {
  test.each(readdirSync("docs/mappings"))("%s that the project carries can be used", (name) => {
    const text = readFileSync(`docs/mappings/${name}`, "utf8");
    const fitting = [orderMapping, inventoryMapping, catalogMapping].filter(
      (schema) => parseMapping(schema, text).ok,
    );
    expect(fitting).toHaveLength(1);
  });

  test("that says something nobody asked for is refused with the name of it", () => {
    expect(faultsOf({ "order.refernce": "InvoiceNo" })).toEqual([
      'order.refernce: "order.refernce" is not a field or setting of a mapping',
    ]);
    expect(
      faultsOf({ rules: [{ name: "x", when: [{ column: "A", empty: true }], outcome: "drop" }] }),
    ).toEqual(['rules.0.outcome: Invalid option: expected one of "reject"|"cancel"|"accept"']);
  });

  test("that is not JSON says where", () => {
    expect(parseMapping(orderMapping, "{ order").ok).toBe(false);
  });

  test("asks one thing of one field per condition", () => {
    const rule = (condition: object) =>
      faultsOf({ rules: [{ name: "x", when: [condition], outcome: "reject" }] });
    expect(rule({ field: "line.sku" })).toEqual([
      "rules.0.when.0: Ask one thing: startsWith, in, equals, below, above or empty",
    ]);
    expect(rule({ field: "line.sku", column: "A", empty: true })).toEqual([
      "rules.0.when.0: Name either a field or a column",
    ]);
  });
});

const bind = (mapping: object, header: readonly string[]) => {
  const parsed = orderMapping.parse(mapping);
  return bindMapping(parsed, header, orderFields, ["order.reference", "line.sku"], new Map());
};

const reader = (mapping: object, header: readonly string[]) => {
  const bound = bind({ "order.reference": "No", "line.sku": "No", ...mapping }, ["No", ...header]);
  if (!bound.ok) {
    throw new Error(bound.error[0]?.message);
  }
  return (cells: readonly string[], field: (typeof orderFields)[number]) =>
    bound.value.read(["1", ...cells], field);
};

describe("binding to a file", () => {
  test("names every column that is not there, and every field without one", () => {
    const bound = bind({ "order.reference": "InvoiceNo", "line.quantity": "Qty" }, [
      "Invoice",
      "Units",
    ]);
    expect(bound.ok ? [] : bound.error.map(({ field, code }) => `${field} ${code}`)).toEqual([
      "order.reference column_missing",
      "line.sku field_missing",
      "line.quantity column_missing",
    ]);
  });

  test("refuses a header that has a name twice", () => {
    const bound = bind({ "order.reference": "A", "line.sku": "A" }, ["A", "B", "A"]);
    expect(bound.ok ? [] : bound.error.map(({ code }) => code)).toEqual(["column_twice"]);
  });

  test("reads columns, constants, templates and translations", () => {
    const read = reader(
      {
        "company.code": { column: "Customer", whenEmpty: "WALK-IN {Country}" },
        "company.name": { template: "Customer {Customer}", whenEmpty: "Walk-in, {Country}" },
        "order.currency": { value: "GBP" },
        "location.country": { column: "Country", values: { EIRE: "IE" }, otherwise: "ZZ" },
        "order.note": { column: "Country", values: { EIRE: "Ireland" } },
      },
      ["Customer", "Country"],
    );
    const known = [" 007 ", "EIRE"];
    const unknown = ["", "Atlantis"];
    expect(read(known, "company.code")).toBe("007");
    expect(read(known, "company.name")).toBe("Customer 007");
    expect(read(known, "location.country")).toBe("IE");
    expect(read(known, "order.currency")).toBe("GBP");
    expect(read(unknown, "company.code")).toBe("WALK-IN Atlantis");
    expect(read(unknown, "company.name")).toBe("Walk-in, Atlantis");
    expect(read(unknown, "location.country")).toBe("ZZ");
    expect(read(unknown, "order.note")).toBeNull();
    expect(read(unknown, "line.description")).toBe("");
  });

  test("without a mapping, columns are known by their names", () => {
    expect(
      suggestMapping(orderFields, ["Order No", "Customer ID", "SKU", "Qty", "unitPrice"]),
    ).toEqual({
      "order.reference": "Order No",
      "company.code": "Customer ID",
      "line.sku": "SKU",
      "line.quantity": "Qty",
      "line.unitPrice": "unitPrice",
    });
  });
});
