"use client";

import { type RefObject, useEffect } from "react";
import { isTypingTarget } from "@/components/ui/hotkeys";

/** Pressed by Enter, which is the last thing that a scanner sends. */
const PRESSABLE = "button, a[href], summary, [role='button'], [role='menuitem'], [role='tab']";

const isPrintable = (event: KeyboardEvent) =>
  event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

/** Does a dialog or a menu lie over the page? Then keys are meant for it. */
export const isLayerOpen = () => document.querySelector("[role='dialog'], [role='menu']") !== null;

/**
 * While scan mode is on, whatever a scanner types goes to the scan field, wherever the focus is,
 * and its Enter presses nothing: neither a button that happens to have the focus, nor a link, nor
 * a shortcut. Space and Ctrl+Enter still do. After a click the focus comes back to the field. Fields
 * that somebody types in are left alone.
 */
export function useScanMode(field: RefObject<HTMLInputElement | null>, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) {
      return;
    }
    field.current?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.target === field.current || isTypingTarget(event.target)) {
        return;
      }
      const isPress =
        event.key === "Enter" &&
        !event.ctrlKey &&
        !event.metaKey &&
        event.target instanceof HTMLElement &&
        event.target.closest(PRESSABLE) !== null;
      if (isPress) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      if (isPrintable(event) && event.key !== " " && !isLayerOpen()) {
        event.stopPropagation();
        field.current?.focus();
      }
    };
    const onClick = (event: MouseEvent) => {
      const isByPointer = event.detail > 0;
      if (isByPointer) {
        setTimeout(() => {
          if (!isTypingTarget(document.activeElement) && !isLayerOpen()) {
            field.current?.focus();
          }
        });
      }
    };
    document.addEventListener("keydown", onKeyDown, true);
    document.addEventListener("click", onClick);
    return () => {
      document.removeEventListener("keydown", onKeyDown, true);
      document.removeEventListener("click", onClick);
    };
  }, [field, isOn]);
}
