import { expect, test } from "vitest";
import { weekInWords } from "@/components/network/network-words";
import { scaledOf, scaledText, wholeOf, wholeOrNone } from "@/components/network/numbers";
import { tariffOf, typedTariff } from "@/components/network/tariff-typed";
import { DEMO_SERVICES } from "@/db/seed/carriers";

test.each([
  ["12.5", 2, 1_250],
  ["12", 2, 1_200],
  ["0.87303", 5, 87_303],
  ["3.", 2, 300],
  ["12.345", 2, Number.NaN],
  ["-1", 2, Number.NaN],
  ["1,5", 2, Number.NaN],
  ["", 2, Number.NaN],
])("“%s” with %d decimals is %d parts", (text, digits, parts) => {
  expect(scaledOf(text, digits)).toBe(parts);
});

test("an amount is written back as it was typed, with the decimals it has", () => {
  expect(scaledText(395, 2)).toBe("3.95");
  expect(scaledText(5, 2)).toBe("0.05");
  expect(scaledText(0, 2)).toBe("0.00");
  expect(scaledText(135_320, 5)).toBe("1.3532");
  expect(wholeOrNone(" ")).toBeNull();
  expect(wholeOf("1.5")).toBeNaN();
});

test("a tariff that is typed and not touched is the tariff it was", () => {
  for (const { tariff } of DEMO_SERVICES) {
    expect(tariffOf(typedTariff(tariff))).toEqual(tariff);
  }
});

test("a week reads as people say it", () => {
  expect(weekInWords(31)).toBe("Mon to Fri");
  expect(weekInWords(127)).toBe("Mon to Sun");
  expect(weekInWords(21)).toBe("Mon, Wed, Fri");
  expect(weekInWords(3)).toBe("Mon, Tue");
});
