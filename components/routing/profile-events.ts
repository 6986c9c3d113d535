import type { Glyph, Tone } from "@/components/status";

type Payload = Readonly<Record<string, unknown>>;
type Said = { readonly sentence: string; readonly tone?: Tone; readonly glyph?: Glyph };

const number = (value: unknown) => (typeof value === "number" ? String(value) : "");

/** What happened to a version of the routing profile. */
export function profileEventSentence(type: string, payload: unknown): Said {
  const said: Payload = typeof payload === "object" && payload !== null ? { ...payload } : {};
  switch (type) {
    case "sourcing_profile.draft_saved":
      return { sentence: `Draft saved, revision ${number(said.revision)}` };
    case "sourcing_profile.draft_discarded":
      return { sentence: "Draft discarded", glyph: "failed" };
    case "sourcing_profile.scheduled":
      return { sentence: "Scheduled", tone: "waiting" };
    case "sourcing_profile.schedule_cancelled":
      return { sentence: "Schedule cancelled" };
    case "sourcing_profile.published":
      return { sentence: `Went live after version ${number(said.before)}`, tone: "success" };
    case "sourcing_profile.rolled_back":
      return {
        sentence: `Went live again as version ${number(said.to)} was, after version ${number(said.from)}`,
        tone: "warning",
      };
    default:
      return { sentence: type.split(".")[1]?.replaceAll("_", " ") ?? type };
  }
}
