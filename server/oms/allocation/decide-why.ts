import { sum } from "../kernel/quantity";
import type { GivenLine, GivenWhy } from "./types";

/** `12 of 40 from stock, 28 from supply: after Gold, Silver class by fair share, 38 %`. */
export function whyWords({ asked, parts, why }: GivenLine): string {
  const unitsOf = (kind: "stock" | "inbound") =>
    sum(parts.filter((part) => part.kind === kind).map(({ units }) => units));
  const supply = unitsOf("inbound");
  const much = `${unitsOf("stock")} of ${asked} from stock${supply > 0 ? `, ${supply} from supply` : ""}`;
  return `${much}: ${rankWords(why)}${limitWords(why)}`;
}

const SHARES = {
  first_come: "first come",
  priority: "who wants it first",
  fair_share: "fair share",
} as const;

function rankWords({ className, classesBefore, share, sharePercent, isEdited }: GivenWhy): string {
  if (isEdited) {
    return "given by hand";
  }
  const before = classesBefore.length === 0 ? "" : `${classesBefore.join(", then ")} first, then `;
  const percent = sharePercent === null ? "" : ` ${sharePercent} %`;
  return `${before}${className} by ${SHARES[share]}${percent}`;
}

function limitWords({ heldTo, keptFor, isProtected }: GivenWhy): string {
  const limits = [
    ...(heldTo === null ? [] : [`held to ${heldTo}`]),
    ...(keptFor === null ? [] : [`units are kept for ${keptFor}`]),
    ...(isProtected ? ["keeps what it holds, so that its date stands"] : []),
  ];
  return limits.length === 0 ? "" : `; ${limits.join("; ")}`;
}
