"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Sheet } from "@/components/ui/sheet";

export type AddressSheetProps = {
  title: string;
  description?: ReactNode;
  /** The address of what it lies over. */
  closeHref: string;
  children: ReactNode;
};

/** A sheet that is open because its address says so: it can be sent, and the way back closes it. */
export function AddressSheet({ title, description, closeHref, children }: AddressSheetProps) {
  const router = useRouter();
  return (
    <Sheet
      title={title}
      description={description}
      open
      onOpenChange={() => router.push(closeHref, { scroll: false })}
    >
      {children}
    </Sheet>
  );
}
