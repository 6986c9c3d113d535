import { LinkTabs } from "@/components/ui/link-tabs";

/** What the network is made of. */
export function NetworkTabs({
  current,
}: {
  current: "nodes" | "services" | "calendars" | "disruptions" | "preferred";
}) {
  return (
    <LinkTabs
      label="Network"
      className="mb-4"
      current={current}
      items={[
        { id: "nodes", label: "Nodes", href: "/admin/network" },
        { id: "services", label: "Carrier services", href: "/admin/network/services" },
        { id: "calendars", label: "Calendars", href: "/admin/network/calendars" },
        { id: "disruptions", label: "Disruptions", href: "/admin/network/disruptions" },
        { id: "preferred", label: "Preferred nodes", href: "/admin/network/preferred" },
      ]}
    />
  );
}
