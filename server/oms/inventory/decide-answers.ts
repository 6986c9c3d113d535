import type { Preorder, SkuAvailability, SkuFacts } from "./decide-answer";
import { decideKitAvailable } from "./decide-kit";

/**
 * What a channel may sell of a kit: as many as the scarcest of its components is enough for.
 *
 * @param answers of its components, in their order
 */
function decideKitAnswer(
  { code, components }: SkuFacts,
  answers: readonly SkuAvailability[],
): SkuAvailability {
  const stock = components.map(({ perKit }, at) => ({
    perKit,
    available: answers[at]?.available ?? 0,
  }));
  const { available, gives } = decideKitAvailable(stock);
  const preorder = kitPreorder(components, answers);
  return {
    sku: code,
    available,
    waiting: 0,
    nextSupplyDate: null,
    ...(preorder !== null && { preorder }),
    nodes: [],
    components: stock.map((each, at) => ({
      sku: answers[at]?.sku ?? components[at]?.code ?? "",
      ...each,
      gives: gives[at] ?? 0,
    })),
  };
}

/** A kit is out when all of it is; as many may be pre-ordered as the scarcest component lets. */
function kitPreorder(
  components: SkuFacts["components"],
  answers: readonly SkuAvailability[],
): Preorder | null {
  const coming = answers.flatMap(({ preorder }, at) =>
    preorder === undefined ? [] : [{ ...preorder, perKit: components[at]?.perKit ?? 1 }],
  );
  const lefts = coming.flatMap(({ left, perKit }) =>
    left === null ? [] : [Math.floor(left / perKit)],
  );
  const [last] = coming
    .map(({ comesOutOn }) => comesOutOn)
    .toSorted()
    .toReversed();
  return last === undefined
    ? null
    : { comesOutOn: last, left: lefts.length === 0 ? null : Math.min(...lefts) };
}

/** Answers about SKUs and kits, when one about a SKU by itself can be given. */
export const answerAll = (
  facts: readonly SkuFacts[],
  components: ReadonlyMap<string, SkuFacts>,
  answerItself: (facts: SkuFacts) => SkuAvailability,
): SkuAvailability[] =>
  facts.map((each) =>
    each.components.length === 0
      ? answerItself(each)
      : decideKitAnswer(
          each,
          each.components.flatMap(({ code }) => {
            const component = components.get(code);
            return component === undefined ? [] : [answerItself(component)];
          }),
        ),
  );
