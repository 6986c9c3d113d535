/** Which keys an event spells. Pure over the few fields it reads, so that it can be tested without a browser. */
export type KeyPress = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

/**
 * "mod+shift+k" for a press: mod is Ctrl or ⌘; shift is named only where it does not already show in
 * the character ("?" is not "shift+?", but "shift+x" is told from "x").
 */
export function strokeOf(press: KeyPress): string {
  const key = press.key === " " ? "space" : press.key.toLowerCase();
  const named = key.length > 1 || (key >= "a" && key <= "z");
  return [
    press.ctrlKey || press.metaKey ? "mod" : "",
    press.altKey ? "alt" : "",
    press.shiftKey && named ? "shift" : "",
    key,
  ]
    .filter(Boolean)
    .join("+");
}

/** A stroke without Ctrl, ⌘ or Alt would be typed text in a field: it must never fire there. */
export function isBareStroke(stroke: string): boolean {
  return !stroke.startsWith("mod+") && !stroke.startsWith("alt+") && stroke !== "escape";
}

/** Letters, digits and marks alone: what WCAG 2.1.4 wants to be switchable off. */
export function isSingleCharacter(keys: string): boolean {
  return keys
    .split(" ")
    .some((stroke) => isBareStroke(stroke) && stroke.replace("shift+", "").length === 1);
}
