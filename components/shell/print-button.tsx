"use client";

import { Printer } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useHotkeys } from "@/components/ui/hotkeys";

export function PrintButton() {
  useHotkeys([{ keys: "p", label: "Print", run: () => window.print() }]);
  return (
    <Button variant="primary" keys="p" tooltip="Print" onClick={() => window.print()}>
      <Printer aria-hidden="true" />
      Print
    </Button>
  );
}
