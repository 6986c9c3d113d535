import { LinkTabs } from "@/components/ui/link-tabs";

/** People sign in, keys are for machines, webhooks tell machines. */
export function AccessTabs({ current }: { current: "people" | "keys" | "webhooks" }) {
  return (
    <LinkTabs
      label="Access of"
      className="mb-4"
      current={current}
      items={[
        { id: "people", label: "People", href: "/admin/settings/access" },
        { id: "keys", label: "API keys", href: "/admin/settings/access/keys" },
        { id: "webhooks", label: "Webhooks", href: "/admin/settings/webhooks" },
      ]}
    />
  );
}
