"use client";

import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { type Hotkey, useHotkeyRegistry, useHotkeys } from "@/components/ui/hotkeys";
import { Kbd } from "@/components/ui/kbd";

function grouped(hotkeys: readonly Hotkey[]): [string, Hotkey[]][] {
  const groups = new Map<string, Map<string, Hotkey>>();
  for (const hotkey of hotkeys) {
    const group = groups.get(hotkey.group ?? "This screen") ?? new Map<string, Hotkey>();
    group.set(hotkey.keys, hotkey);
    groups.set(hotkey.group ?? "This screen", group);
  }
  return [...groups].map(([name, entries]) => [name, [...entries.values()]]);
}

/** `?`: every key that works on this screen now, and the switch that turns single letters off. */
export function ShortcutSheet() {
  const registry = useHotkeyRegistry();
  const [open, setOpen] = useState(false);
  useHotkeys([
    { keys: "?", label: "Keys of this screen", group: "Everywhere", run: () => setOpen(true) },
  ]);
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keys of this screen" size="lg">
      <div className="gap-x-10 sm:columns-2">
        {grouped(open ? registry.listed() : []).map(([name, hotkeys]) => (
          <section key={name} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-2xs text-muted">{name}</h3>
            <dl>
              {hotkeys.map((hotkey) => (
                <div
                  key={hotkey.keys}
                  className="flex min-h-7 items-center justify-between gap-4 border-b border-line"
                >
                  <dt>{hotkey.label}</dt>
                  <dd>
                    <Kbd keys={hotkey.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Checkbox
        className="mt-4"
        label="Single keys"
        help="Letters and marks without Ctrl, such as J, X or G then O. They never act while you type."
        checked={registry.singleKeys}
        onChange={(event) => registry.setSingleKeys(event.currentTarget.checked)}
      />
    </Dialog>
  );
}
