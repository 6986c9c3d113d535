"use client";

import { useEffect, useRef } from "react";
import { Callout } from "./callout";

export type FormErrorsProps = {
  /** One sentence per fault, keyed by the control's `name`. Empty: nothing is shown. */
  errors: Readonly<Record<string, string>>;
};

/**
 * The summary above a form. When faults arrive, the first faulty control (found by its name inside
 * the same form) takes the focus.
 */
export function FormErrors({ errors }: FormErrorsProps) {
  const ref = useRef<HTMLDivElement>(null);
  const names = Object.keys(errors);
  const first = names[0];
  useEffect(() => {
    const control = first && ref.current?.closest("form")?.elements.namedItem(first);
    if (control instanceof HTMLElement) {
      control.focus();
    }
  }, [first]);
  return (
    <div ref={ref} role="alert">
      {names.length === 0 ? null : (
        <Callout
          tone="error"
          title={names.length === 1 ? "1 field needs you" : `${names.length} fields need you`}
        >
          <ul>
            {names.map((name) => (
              <li key={name}>{errors[name]}</li>
            ))}
          </ul>
        </Callout>
      )}
    </div>
  );
}
