import { defineMachine, type EventOf, type StateOf } from "../kernel/machine";

/**
 * Life of one version of a profile. A draft that was rehearsed is `simulated` until it is changed
 * again; only such a one is published, at once or at its time. What was published never changes:
 * it is `active` until another version is, and `retired` from then on.
 */
export const profileMachine = defineMachine({
  draft: { save: "draft", rehearse: "simulated" },
  simulated: { save: "draft", rehearse: "simulated", publish: "active" },
  active: { retire: "retired" },
  retired: {},
});

export type ProfileState = StateOf<typeof profileMachine>;
export type ProfileEvent = EventOf<typeof profileMachine>;
