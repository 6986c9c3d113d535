/** A fact that was changed, with what it said before: what the audit trail tells. */
export type Change = {
  readonly field: string;
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
};

type Facts = Readonly<Record<string, Change["after"]>>;

/** Facts that differ, in the order of `after`; those that only one of the two names are not compared. */
export const decideChanges = (before: Facts, after: Facts): Change[] =>
  Object.keys(after).flatMap((field) => {
    const was = before[field];
    const is = after[field] ?? null;
    return was === undefined || was === is ? [] : [{ field, before: was, after: is }];
  });
