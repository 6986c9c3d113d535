import type { SelectOption } from "@/components/ui/select";

/** What may be chosen where a rule names something. */
export type RoutingChoices = {
  channels: readonly SelectOption[];
  services: readonly SelectOption[];
  nodes: readonly SelectOption[];
  categories: readonly SelectOption[];
  currency: string;
};
