import { formatQuantity } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { Ident } from "@/components/ui/figures";

/** Beside a component: the kit that was asked for, and how many of it. */
export function PartOfKit({
  kit,
  className,
}: {
  kit: { readonly code: string; readonly quantity: number } | null;
  className?: string;
}) {
  return kit === null ? null : (
    <span className={cn("block text-xs text-muted", className)}>
      Part of <Ident>{kit.code}</Ident> × {formatQuantity(kit.quantity)}
    </span>
  );
}
