import type { StatusLook } from "@/components/status";
import type { WindowRunState } from "@/server/oms/allocation/machine";
import type { WindowMode, WindowTrigger } from "@/server/oms/allocation/types";

/** How the state of a window reads; `Badge` draws it. */
export const WINDOW_STATE: Record<WindowRunState, Pick<StatusLook, "word" | "tone" | "glyph">> = {
  planning: { word: "Being planned", tone: "progress", glyph: "quarter" },
  proposed: { word: "Proposed", tone: "waiting", glyph: "waiting" },
  applied: { word: "Applied", tone: "success", glyph: "full" },
  dismissed: { word: "Dismissed", tone: "neutral", glyph: "failed" },
  replaced: { word: "Replaced", tone: "neutral", glyph: "failed" },
  left_as_it_was: { word: "Nothing to gain", tone: "neutral", glyph: "empty" },
  failed: { word: "Not planned", tone: "critical", glyph: "failed" },
};

export const WINDOW_TRIGGER: Record<WindowTrigger, string> = {
  on_demand: "On demand",
  interval: "By the clock",
  cut_off: "Before a cut-off",
};

export const WINDOW_MODE: Record<WindowMode, string> = {
  show_first: "Show first",
  automatic: "Apply at once",
};

/** Costs of windows are in the currency of the tariffs. */
export const WINDOW_CURRENCY = "USD";
