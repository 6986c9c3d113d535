import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import type { ButtonSize } from "./button-class";
import { cn } from "./cn";
import { controlClass } from "./input";

export type SelectOption = { value: string; label: string; disabled?: boolean };
export type SelectProps = Omit<ComponentProps<"select">, "size"> & {
  size?: ButtonSize;
  options: readonly SelectOption[];
  /** Shown first, with the empty value. */
  placeholder?: string;
};

/** The browser's own select: it works on phones, by keyboard and without script. */
export function Select({ size, options, placeholder, className, ...rest }: SelectProps) {
  return (
    <span className={cn("relative block", className)}>
      <select {...rest} className={controlClass(size, "appearance-none truncate pr-8")}>
        {placeholder === undefined ? null : <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 stroke-[1.5] text-muted"
      />
    </span>
  );
}
