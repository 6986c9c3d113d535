import { compareDecimals, type Decimal, parseDecimal } from "../kernel/decimal";
import type { FieldReader } from "./decide-mapping";
import type { RowRule, RuleCondition } from "./schema";

type Test = (cells: readonly string[]) => boolean;
export type RuleTest = (cells: readonly string[]) => RowRule | null;

/**
 * The rules of a mapping as one question: which is the first that holds for a row?
 *
 * Text is compared without regard to case; a figure that cannot be read is neither above, below nor
 * equal to anything.
 *
 * @param decimal how numbers are written in the file
 */
export function openRules<Field extends string>(
  rules: readonly RowRule[],
  reader: FieldReader<Field>,
  fields: readonly Field[],
  decimal: "." | ",",
): RuleTest {
  const opened = rules.map((rule) => ({
    rule,
    tests: rule.when.map((condition) => openCondition(condition, reader, fields, decimal)),
  }));
  return (cells) => opened.find(({ tests }) => tests.every((test) => test(cells)))?.rule ?? null;
}

function openCondition<Field extends string>(
  condition: RuleCondition,
  reader: FieldReader<Field>,
  fields: readonly Field[],
  decimal: "." | ",",
): Test {
  const { column = "" } = condition;
  const field = fields.find((name) => name === condition.field);
  const textOf = (cells: readonly string[]) =>
    field === undefined ? reader.column(cells, column) : (reader.read(cells, field) ?? "");
  const numberOf = (cells: readonly string[]) => parseDecimal(textOf(cells), decimal);
  const { startsWith, equals, below, above, empty } = condition;
  if (startsWith !== undefined) {
    const wanted = startsWith.toUpperCase();
    return (cells) => textOf(cells).toUpperCase().startsWith(wanted);
  }
  if (condition.in !== undefined) {
    const wanted = new Set(condition.in.map((word) => word.toUpperCase()));
    return (cells) => wanted.has(textOf(cells).toUpperCase());
  }
  if (typeof equals === "string") {
    const wanted = equals.toUpperCase();
    return (cells) => textOf(cells).toUpperCase() === wanted;
  }
  if (empty !== undefined) {
    return (cells) => (textOf(cells) === "") === empty;
  }
  const [bound, holds] =
    equals !== undefined
      ? [equals, (order: number) => order === 0]
      : below !== undefined
        ? [below, (order: number) => order < 0]
        : [above ?? 0, (order: number) => order > 0];
  const limit = decimalOf(bound);
  return (cells) => {
    const number = numberOf(cells);
    return number !== null && holds(compareDecimals(number, limit));
  };
}

/** A JSON number as the decimal that its text writes out. */
function decimalOf(value: number): Decimal {
  const number = parseDecimal(value.toFixed(4));
  if (number === null) {
    throw new TypeError(`not a bound: ${value}`);
  }
  return number;
}
