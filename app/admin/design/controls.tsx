"use client";

import { MoreHorizontal, Plus, Printer } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Chip } from "@/components/ui/chip";
import { CopyButton } from "@/components/ui/copy-button";
import { ConfirmDialog, Dialog, DialogClose } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Menu } from "@/components/ui/menu";
import { Popover } from "@/components/ui/popover";
import { Select } from "@/components/ui/select";
import { Sheet } from "@/components/ui/sheet";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Tabs } from "@/components/ui/tabs";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { toast } from "@/components/ui/toast";
import { Section } from "./section";

function Buttons() {
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary">Release hold</Button>
        <Button>Route again</Button>
        <Button variant="ghost">Discard</Button>
        <Button variant="danger">Cancel order</Button>
        <Button variant="primary" pending="Placing the order…">
          Place order
        </Button>
        <Button disabledReason="Nothing is allocated to this node yet">Print pick list</Button>
        <Button square aria-label="Print" keys="p">
          <Printer aria-hidden="true" />
        </Button>
        <ThemeToggle size="staff" />
        <CopyButton text="SO-104233" label="Copy the order number" />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button size="dense">
          <Plus aria-hidden="true" /> Dense
        </Button>
        <Button size="staff">Staff</Button>
        <Button size="portal">Portal</Button>
        <Button size="public">Public</Button>
        <Chip onRemove={() => toast.info("Filter dropped")} removeLabel="Drop the filter">
          <span className="text-muted">Status</span> Backordered
        </Chip>
        <Kbd keys="mod+k" />
        <Kbd keys="g o" />
      </div>
    </div>
  );
}

function Layers() {
  return (
    <div className="flex flex-wrap gap-2">
      <Dialog
        trigger={<Button>Open a dialog</Button>}
        title="Ship with 14 short"
        description="26 of 40 can leave Reno today."
        footer={
          <>
            <DialogClose>
              <Button variant="ghost">Wait for all 40</Button>
            </DialogClose>
            <DialogClose>
              <Button variant="primary">Ship 26 now</Button>
            </DialogClose>
          </>
        }
      >
        The remaining 14 stay promised for Wed 2 Dec from the open purchase order.
      </Dialog>
      <ConfirmDialog
        trigger={<Button variant="danger">Cancel order</Button>}
        title="Cancel SO-104233"
        confirmLabel="Cancel the order"
        danger
        onConfirm={async () => toast.done("Order cancelled")}
      >
        3 lines, 46 units go back to stock. The buyer is told by mail.
      </ConfirmDialog>
      <Sheet
        trigger={<Button>Open a sheet</Button>}
        title="SO-104233"
        description="A look without leaving the list"
      >
        <p>The row behind stays where it is.</p>
      </Sheet>
      <Popover label="Credit" trigger={<Button>Open a popover</Button>}>
        Exposure is open receivables, uninvoiced orders and this order.
      </Popover>
      <Menu
        trigger={
          <Button square aria-label="More actions">
            <MoreHorizontal aria-hidden="true" />
          </Button>
        }
        align="start"
        items={[
          { heading: "Order" },
          { label: "Hold", keys: "h", onSelect: () => toast.done("Order held") },
          { label: "Allocate", keys: "a", disabledReason: "All 46 units are allocated" },
          { label: "Print confirmation", icon: <Printer aria-hidden="true" />, href: "#layers" },
          "separator",
          { label: "Cancel order", danger: true },
        ]}
      />
      <Button
        onClick={() =>
          toast.done("Hold released", {
            action: { label: "Undo", run: () => toast.info("Hold put back") },
          })
        }
      >
        Toast: done
      </Button>
      <Button
        onClick={() =>
          toast.failed("The label was not printed", {
            description: "The carrier did not answer within 10 s.",
          })
        }
      >
        Toast: failed
      </Button>
    </div>
  );
}

function Forms() {
  const [chosen, setChosen] = useState(true);
  return (
    <form className="grid max-w-3xl gap-4 sm:grid-cols-2">
      <Field label="PO number" required help="Your own reference; it stands on every document">
        {(control) => <Input {...control} name="po" ident defaultValue="PO-7741" />}
      </Field>
      <Field label="Wanted date" error="Sun 22 Nov 2026 has passed; the earliest is Tue 24 Nov">
        {(control) => <Input {...control} name="wanted" type="date" defaultValue="2026-11-22" />}
      </Field>
      <Field label="Ship to">
        {(control) => (
          <Select
            {...control}
            name="ship-to"
            options={[
              { value: "1", label: "Bothell, WA – main store" },
              { value: "2", label: "Dallas, TX – warehouse" },
            ]}
          />
        )}
      </Field>
      <Field label="Instructions" aside="0 of 500">
        {(control) => <Textarea {...control} name="instructions" rows={2} />}
      </Field>
      <div>
        <Checkbox
          label="Ship complete"
          help="One shipment when all lines are ready"
          checked={chosen}
          onChange={(event) => setChosen(event.currentTarget.checked)}
        />
        <Checkbox kind="radio" name="policy" label="As available" defaultChecked />
      </div>
    </form>
  );
}

export function Controls() {
  return (
    <>
      <Section
        id="controls"
        title="Controls"
        lead="A verb with its object. A locked button says why; it is never silently dead."
      >
        <Buttons />
      </Section>
      <Section id="layers" title="Layers and messages">
        <Layers />
        <div className="mt-4 grid max-w-3xl gap-2">
          <Callout tone="error" title="2 lines cannot be ordered">
            FR-R92B-58: 40 ordered, 26 can ship Tue 24 Nov from Reno, 14 on Wed 2 Dec.
          </Callout>
          <Callout tone="warning" action={<Button size="dense">Open that order</Button>}>
            PO-7741 was used on SO-104198, placed Fri 20 Nov.
          </Callout>
          <Callout>Prices are those of the reseller list, valid until Thu 31 Dec.</Callout>
          <ErrorPanel
            title="The order list could not be loaded"
            reference="r-4f1c02"
            onRetry={() => toast.info("Asked again")}
          />
        </div>
      </Section>
      <Section id="forms" title="Forms">
        <Forms />
      </Section>
      <Section id="states" title="Empty, waiting, parts of a page">
        <div className="grid gap-4 lg:grid-cols-2">
          <div className="rounded-md border border-line bg-surface">
            <EmptyState
              kind="never"
              title="No orders yet"
              action={<Button variant="primary">New order</Button>}
            >
              Orders arrive from the portal, the phone desk, files and the API.
            </EmptyState>
            <EmptyState
              kind="filtered"
              title="No orders match 3 conditions"
              action={<Button>Clear them</Button>}
              className="border-t border-line"
            />
            <EmptyState
              kind="done"
              title="Queue clear: 14 resolved today, next check 10:30"
              className="border-t border-line"
            />
          </div>
          <div className="rounded-md border border-line bg-surface p-4">
            <Tabs
              label="Order"
              items={[
                {
                  id: "lines",
                  label: "Lines",
                  count: 3,
                  content: <SkeletonRows rows={4} columns={3} />,
                },
                {
                  id: "shipments",
                  label: "Shipments",
                  count: 2,
                  content: "Two parcels, one still to come.",
                },
                { id: "history", label: "History", content: "What happened, with who and when." },
              ]}
            />
          </div>
        </div>
      </Section>
    </>
  );
}
