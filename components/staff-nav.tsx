import {
  AlarmClock,
  ArrowRightLeft,
  Ban,
  BookCheck,
  Boxes,
  ChartColumn,
  ClipboardList,
  FileUp,
  Hand,
  KeyRound,
  Landmark,
  ListChecks,
  Mail,
  Network,
  Package,
  PhoneCall,
  Route,
  Rss,
  Scale,
  ScanLine,
  SlidersHorizontal,
  Sun,
  TriangleAlert,
  Truck,
} from "lucide-react";
import type { NavGroup, NavItem } from "@/components/shell/nav";

type Screen = NavItem & {
  /** The right without which the screen has nothing to show. */
  readonly right: string;
};

const SCREENS: readonly { label: string; items: readonly Screen[] }[] = [
  {
    label: "Work",
    items: [
      { href: "/admin", label: "Today", icon: <Sun />, keys: "g t", right: "reporting.today" },
      {
        href: "/desk",
        label: "Desk",
        icon: <PhoneCall />,
        keys: "g d",
        right: "orders.save_draft",
      },
      {
        href: "/admin/orders",
        label: "Orders",
        icon: <ClipboardList />,
        keys: "g o",
        right: "orders.list_orders",
      },
      {
        href: "/admin/exceptions",
        label: "Exceptions",
        icon: <TriangleAlert />,
        keys: "g x",
        right: "exceptions.list_exceptions",
      },
      {
        href: "/admin/fulfillment",
        label: "Fulfillment",
        icon: <ScanLine />,
        keys: "g f",
        right: "fulfillment.list_board",
      },
    ],
  },
  {
    label: "Know",
    items: [
      {
        href: "/admin/inventory",
        label: "Inventory",
        icon: <Boxes />,
        keys: "g i",
        right: "inventory.list_stock",
      },
      {
        href: "/admin/supply",
        label: "Supply",
        icon: <Truck />,
        keys: "g y",
        right: "inventory.list_inbound",
      },
      {
        href: "/admin/allocation",
        label: "Scarce stock",
        icon: <Scale />,
        keys: "g a",
        right: "allocation.list_short",
      },
      {
        href: "/admin/transfers",
        label: "Transfers",
        icon: <ArrowRightLeft />,
        keys: "g r",
        right: "inventory.list_transfers",
      },
      {
        href: "/admin/feeds",
        label: "Feeds",
        icon: <Rss />,
        keys: "g e",
        right: "inventory.list_sources",
      },
      {
        href: "/admin/imports",
        label: "Imports",
        icon: <FileUp />,
        keys: "g j",
        right: "imports.list_runs",
      },
      {
        href: "/admin/shipments",
        label: "Shipments",
        icon: <Package />,
        keys: "g s",
        right: "fulfillment.list_shipments",
      },
      {
        href: "/admin/reports/exceptions",
        label: "Exception report",
        icon: <ChartColumn />,
        keys: "g k",
        right: "reporting.exceptions",
      },
      {
        href: "/admin/mailbox",
        label: "Mailbox",
        icon: <Mail />,
        keys: "g m",
        right: "notifications.list_mail",
      },
    ],
  },
  {
    label: "Customers",
    items: [
      {
        href: "/admin/credit",
        label: "Credit",
        icon: <Landmark />,
        keys: "g c",
        right: "customers.list_credit",
      },
    ],
  },
  {
    label: "Settings",
    items: [
      {
        href: "/admin/routing",
        label: "Routing",
        icon: <Route />,
        keys: "g k",
        right: "sourcing.list_versions",
      },
      {
        href: "/admin/network",
        label: "Network",
        icon: <Network />,
        keys: "g n",
        right: "network.list_node_states",
      },
      {
        href: "/admin/availability",
        label: "Sellable stock",
        icon: <SlidersHorizontal />,
        keys: "g b",
        right: "inventory.list_availability_rules",
      },
      {
        href: "/admin/settings/restrictions",
        label: "Restrictions",
        icon: <Ban />,
        right: "orders.list_restrictions",
      },
      {
        href: "/admin/settings/findings",
        label: "Order checks",
        icon: <ListChecks />,
        right: "orders.list_finding_policies",
      },
      {
        href: "/admin/settings/holds",
        label: "Holds",
        icon: <Hand />,
        keys: "g l",
        right: "orders.list_hold_types",
      },
      {
        href: "/admin/settings/exceptions",
        label: "Exception handling",
        icon: <AlarmClock />,
        keys: "g h",
        right: "exceptions.list_policies",
      },
      {
        href: "/admin/settings/playbooks",
        label: "Playbooks",
        icon: <BookCheck />,
        keys: "g q",
        right: "exceptions.list_playbooks",
      },
      {
        href: "/admin/settings/access",
        label: "Access",
        icon: <KeyRound />,
        keys: "g u",
        right: "auth.list_users",
      },
    ],
  },
];

/** The screens that somebody with these rights has a use for. */
export function staffNav(rights: readonly string[]): NavGroup[] {
  const held = new Set(rights);
  return SCREENS.flatMap(({ label, items }) => {
    const open = items.filter((item) => held.has(item.right));
    return open.length === 0 ? [] : [{ label, items: open.map(({ right: _, ...item }) => item) }];
  });
}
