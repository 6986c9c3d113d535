import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class";
import { Chip } from "@/components/ui/chip";
import { cn } from "@/components/ui/cn";
import { LinkTabs } from "@/components/ui/link-tabs";
import { type ListState, listHref, sortText, toggleFilter } from "./list-state";
import { Dropdown, SearchBox } from "./table-controls";
import type { DataTableProps, Filter } from "./types";

/** Each option is a link to the list with that value switched; it works without script. */
function FilterDropdown(props: { filter: Filter; state: ListState; pathname: string }) {
  const { filter, state, pathname } = props;
  const chosen = state.filters[filter.id] ?? [];
  return (
    <Dropdown
      summary={
        <summary
          className={buttonClass({
            className: cn("list-none font-normal", chosen.length > 0 && "border-accent"),
          })}
        >
          {filter.label}
          {chosen.length > 0 ? (
            <span className="figures font-medium text-accent">{chosen.length}</span>
          ) : null}
          <ChevronDown aria-hidden="true" className="text-muted" />
        </summary>
      }
    >
      {filter.options.map((option) => {
        const on = chosen.includes(option.value);
        return (
          <Link
            key={option.value}
            href={listHref(pathname, state, {
              filters: toggleFilter(state.filters, filter.id, option.value),
            })}
            replace
            scroll={false}
            prefetch={false}
            className="flex min-h-7 items-center gap-2 rounded-[3px] px-2 -outline-offset-2 hover:bg-hover"
          >
            <span
              aria-hidden="true"
              className={cn(
                "flex size-3.5 items-center justify-center rounded-[3px] border border-control text-[0.625rem] leading-none",
                on && "border-accent bg-accent text-on-accent",
              )}
            >
              {on ? "✓" : ""}
            </span>
            {option.label}
            <span className="sr-only">{on ? "(on)" : "(off)"}</span>
          </Link>
        );
      })}
    </Dropdown>
  );
}

function hiddenFields(state: ListState): (readonly [string, string])[] {
  const fields: (readonly [string, string])[] = Object.entries(state.filters).map(
    ([name, values]) => [name, values.join(",")],
  );
  if (state.view !== state.defaults.view) {
    fields.push(["view", state.view]);
  }
  if (sortText(state.sort) !== state.defaults.sort) {
    fields.push(["sort", sortText(state.sort)]);
  }
  return fields;
}

function ConditionChips<Row>(props: DataTableProps<Row> & { clearHref: string | null }) {
  const { filters = [], state, pathname, clearHref } = props;
  const chips = filters.flatMap((filter) =>
    (state.filters[filter.id] ?? []).map((value) => ({
      filter,
      value,
      label: filter.options.find((option) => option.value === value)?.label ?? value,
    })),
  );
  if (chips.length === 0 && !state.q) {
    return null;
  }
  return (
    <div className="mb-2 flex flex-wrap items-center gap-1.5">
      {state.q ? (
        <Chip
          removeHref={listHref(pathname, state, { q: "" })}
          removeLabel={`Drop the search for ${state.q}`}
        >
          <span className="text-muted">Search</span> {state.q}
        </Chip>
      ) : null}
      {chips.map(({ filter, value, label }) => (
        <Chip
          key={`${filter.id} ${value}`}
          removeHref={listHref(pathname, state, {
            filters: toggleFilter(state.filters, filter.id, value),
          })}
          removeLabel={`Drop the filter ${filter.label} ${label}`}
        >
          <span className="text-muted">{filter.label}</span> {label}
        </Chip>
      ))}
      {clearHref ? (
        <Link href={clearHref} replace scroll={false} className="link ml-1 text-xs">
          Clear all
        </Link>
      ) : null}
    </div>
  );
}

/** Views with counts, search, filters, and what is in force. */
export function TableToolbar<Row>(props: DataTableProps<Row> & { clearHref: string | null }) {
  const { views, filters = [], search, state, pathname, tools } = props;
  const bare = !search && filters.length === 0 && !tools;
  return (
    <div className="screen-only">
      {views ? (
        <LinkTabs
          label="Views"
          current={state.view}
          className="mb-3"
          items={views.map((view) => ({
            ...view,
            href: listHref(pathname, state, { view: view.id, q: "", filters: {} }),
          }))}
        />
      ) : null}
      {bare ? null : (
        <div className="mb-2 flex flex-wrap items-center gap-2">
          {search ? (
            <SearchBox
              placeholder={search}
              value={state.q}
              action={pathname}
              hidden={hiddenFields(state)}
            />
          ) : null}
          {filters.map((filter) => (
            <FilterDropdown key={filter.id} filter={filter} state={state} pathname={pathname} />
          ))}
          {tools ? <div className="ml-auto flex items-center gap-2">{tools}</div> : null}
        </div>
      )}
      <ConditionChips {...props} />
    </div>
  );
}
