import { LinkTabs } from "@/components/ui/link-tabs";

/** The three screens of scarce stock. */
export const AllocationTabs = ({ current }: { current: "board" | "runs" | "policy" }) => (
  <LinkTabs
    label="Scarce stock"
    current={current}
    className="mb-4"
    items={[
      { id: "board", label: "Short SKUs", href: "/admin/allocation" },
      { id: "runs", label: "Runs", href: "/admin/allocation/runs" },
      { id: "policy", label: "Policy", href: "/admin/allocation/policy" },
    ]}
  />
);
