import { expect, test } from "vitest";
import {
  add,
  compareDecimals,
  formatDecimal,
  multiply,
  parseDecimal,
  toScaled,
  ZERO,
} from "@/server/oms/kernel/decimal";

const decimal = (text: string) => {
  const value = parseDecimal(text);
  if (value === null) {
    throw new Error(`not a decimal: ${text}`);
  }
  return value;
};

test.each([
  ["12", "12"],
  ["-53594.36", "-53594.36"],
  ["0.10", "0.1"],
  ["-0.001", "-0.001"],
  ["007.50", "7.5"],
  ["0", "0"],
  ["-0.00", "0"],
])("%s is written as %s", (text, written) => {
  expect(formatDecimal(decimal(text))).toBe(written);
});

test.each(["", "1e3", "1E+12", "1,234", "1 000", "12.", ".5", "£5", "5-", "NaN", "9".repeat(60)])(
  "%j is no number: it could be read in two ways",
  (text) => {
    expect(parseDecimal(text)).toBeNull();
  },
);

test("a decimal comma is read where it is one", () => {
  expect(parseDecimal("1,50", ",")).toEqual({ digits: 150n, scale: 2 });
  expect(parseDecimal("1.50", ",")).toBeNull();
});

test("sums and products lose nothing", () => {
  expect(formatDecimal(add(decimal("0.1"), decimal("0.2")))).toBe("0.3");
  expect(formatDecimal(multiply(decimal("9600"), decimal("0.001")))).toBe("9.6");
  expect(formatDecimal(add(ZERO, decimal("-38925.87")))).toBe("-38925.87");
  expect(compareDecimals(decimal("1.0"), decimal("1"))).toBe(0);
  expect(compareDecimals(decimal("-2"), decimal("1.5"))).toBe(-1);
});

test("a column holds what fits it and nothing rounded", () => {
  expect(toScaled(decimal("2.5"), 4)).toBe(25_000);
  expect(toScaled(decimal("2.50000"), 4)).toBe(25_000);
  expect(toScaled(decimal("0.00001"), 4)).toBeNull();
  expect(toScaled(decimal("12.0"), 0)).toBe(12);
  expect(toScaled(decimal("1.5"), 0)).toBeNull();
  expect(toScaled(decimal("99999999999999999999"), 0)).toBeNull();
});
