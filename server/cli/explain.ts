import { DomainError } from "@/server/oms/kernel/errors";
import { minorDigits } from "@/server/oms/kernel/money";
import { findOrder } from "@/server/oms/orders/queries-order";
import { findDecision } from "@/server/oms/sourcing/queries";
import { type CliCommand, columns, EXIT } from "./command";
import { withDatabase } from "./database";

export const explainCommand: CliCommand = {
  name: "explain",
  summary: "why each line of an order went where it went",
  positionals: ["ORDER"],
  options: {},
  about: `Prints each routing decision of an order, newest first: the sentence, and what every node came to
when it was asked. The decision is made again from what was kept of it.`,
  run: async ({ positionals: [orderNumber = ""], output }) => {
    const decisions = await withDatabase("oms explain", output.note, async ({ ctx }) => {
      const order = await findOrder(ctx, { orderNumber });
      return Promise.all(order.decisions.map(({ id }) => findDecision(ctx, { decisionId: id })));
    });
    if (decisions.length === 0) {
      throw new DomainError(
        "NOT_FOUND",
        `${orderNumber} was booked as history; nothing was routed`,
      );
    }
    output.result({ order: orderNumber, decisions }, () =>
      decisions.map((each) => textOf(each)).join("\n\n"),
    );
    return EXIT.done;
  },
};

type Found = Awaited<ReturnType<typeof findDecision>>;

/** The profile's version, the strategies that were tried, and what would have changed the answer. */
function routeText({ route, profileRef, profileVersion, changesSentence }: Found): string[] {
  const tried = (route?.trail ?? []).map(
    ({ name, outcome, because }) =>
      `  ${name}: ${outcome.replaceAll("_", " ")}${because === "" ? "" : `, ${because}`}`,
  );
  const version = `  by version ${profileVersion} of the profile ${profileRef}`;
  return [version, ...tried, ...(changesSentence === "" ? [] : [`  ${changesSentence}`])];
}

const moneyText = (minor: number, currency: string): string =>
  `${currency} ${(minor / 10 ** minorDigits(currency)).toFixed(minorDigits(currency))}`;

/** What each shipment's freight is made of. */
const freightText = ({ freight, nodes, currency }: Found): string[] =>
  freight.map(({ nodeId, parts }) => {
    const name = nodes.find((node) => node.nodeId === nodeId)?.name ?? "";
    const said = parts.map((part) => `${part.name} ${moneyText(part.minor, currency)}`);
    return `  freight from ${name}: ${said.join(", ") || "none"}`;
  });

function textOf(found: Found) {
  const { sentence, trigger, nodes, decision, whyLater } = found;
  const rows = decision.candidates.map((candidate, index) => [
    nodes[index]?.name ?? "",
    candidate.verdict.replaceAll("_", " "),
    candidate.excluded === null
      ? `could fill ${candidate.couldFill.join(" + ")}`
      : candidate.excluded.code.replaceAll("_", " "),
    candidate.units === 0 ? "" : `ships ${candidate.units}`,
    candidate.excluded === null ? (whyLater[index] ?? []).join(", ") : "",
  ]);
  const asked = rows.length === 0 ? "  no node was asked yet" : columns(rows);
  return [
    `${trigger.replaceAll("_", " ")}: ${sentence}`,
    asked,
    ...freightText(found),
    ...routeText(found),
  ].join("\n");
}
