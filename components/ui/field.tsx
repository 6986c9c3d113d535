import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

export type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  required: boolean;
};

export type FieldProps = {
  label: ReactNode;
  help?: ReactNode;
  /** Replaces the help. */
  error?: ReactNode;
  required?: boolean;
  /** Right of the label: a count, a link. */
  aside?: ReactNode;
  className?: string | undefined;
  /** Receives what ties the control to its label, help and error: spread it on the control. */
  children: (control: FieldControl) => ReactNode;
};

/** Label above, help below; an error takes the place of the help and is read with the control. */
export function Field({ label, help, error, required, aside, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? help;
  return (
    <div className={cn("grid grid-cols-1 content-start gap-1", className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
          {required ? <span className="text-muted"> (required)</span> : null}
        </label>
        {aside ? <span className="text-xs text-muted">{aside}</span> : null}
      </div>
      {children({
        id,
        "aria-describedby": note ? `${id}-note` : undefined,
        "aria-invalid": error ? true : undefined,
        required: Boolean(required),
      })}
      {note ? (
        <p
          id={`${id}-note`}
          className={cn("flex gap-1.5 text-xs", error ? "text-critical-fg" : "text-muted")}
        >
          {error ? <CircleAlert aria-hidden="true" className="mt-px size-3.5 shrink-0" /> : null}
          <span>{note}</span>
        </p>
      ) : null}
    </div>
  );
}
