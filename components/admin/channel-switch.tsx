import { ChevronDown } from "lucide-react";
import { type ListState, listHref } from "@/components/data-table/list-state";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";

type Channel = { readonly code: string; readonly name: string };

/** Whose numbers the grid shows: those of all stock, or what one channel may sell. */
export function ChannelSwitch({
  channels,
  current,
  state,
}: {
  channels: readonly Channel[];
  current: Channel | null;
  state: ListState;
}) {
  const { channel: _chosen, ...others } = state.filters;
  const place = { after: state.after, before: state.before, at: state.at };
  const hrefOf = (code: string | null) =>
    listHref("/admin/inventory", state, {
      ...place,
      filters: code === null ? others : { ...others, channel: [code] },
    });
  return (
    <Menu
      align="end"
      trigger={
        <Button>
          {current === null ? "All stock" : `What ${current.name} may sell`}
          <ChevronDown aria-hidden="true" />
        </Button>
      }
      items={[
        { label: "All stock", href: hrefOf(null), checked: current === null },
        { heading: "What a channel may sell" },
        ...channels.map(({ code, name }) => ({
          label: name,
          href: hrefOf(code),
          checked: code === current?.code,
        })),
      ]}
    />
  );
}
