import { TRPCClientError } from "@trpc/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DraftSaver, type DraftState, type KeptDraft } from "@/components/order-entry/draft-saver";
import { orderDraftContent } from "@/server/oms/orders/schema";

const written = (note: string) => orderDraftContent.parse({ note });

/** A server that keeps drafts by version, can be away, and can be written to by another window. */
function aServer() {
  const stored = { version: 0, note: "" };
  const server = {
    stored,
    isAway: false,
    saves: 0,
    hold: null as Promise<void> | null,
    save: async ({ version, content }: KeptDraft) => {
      server.saves += 1;
      await server.hold;
      if (server.isAway) {
        throw new TypeError("fetch failed");
      }
      if (version !== stored.version) {
        throw staleError();
      }
      stored.version += 1;
      stored.note = content.note;
      return { version: stored.version, savedAt: "2026-11-24T10:31:04.000Z" };
    },
  };
  return server;
}

const staleError = () =>
  TRPCClientError.from({
    error: {
      message: "Changed elsewhere",
      code: -32_009,
      data: {
        code: "CONFLICT",
        httpStatus: 409,
        domain: { code: "STALE", details: {} },
        faults: [],
      },
    },
  });

function aSaver(server: ReturnType<typeof aServer>, version = 0) {
  const states: DraftState[] = [];
  const kept: (KeptDraft | null)[] = [];
  const saver = new DraftSaver(
    {
      save: server.save,
      saved: () => {},
      storedVersion: async () => server.stored.version,
      remember: (draft) => kept.push(draft),
      over: () => {},
      tell: (state) => states.push(state),
    },
    version,
  );
  return { saver, states, kept };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("changes within the delay are one save, and the browser holds them until then", async () => {
  const server = aServer();
  const { saver, states, kept } = aSaver(server);
  saver.keep(written("a"));
  saver.keep(written("ab"));
  expect(kept.at(-1)).toMatchObject({ version: 0, content: { note: "ab" } });
  await vi.advanceTimersByTimeAsync(700);
  expect(server).toMatchObject({ saves: 1, stored: { version: 1, note: "ab" } });
  expect(states.at(-1)).toEqual({ kind: "saved", at: new Date("2026-11-24T10:31:04.000Z") });
  expect(kept.at(-1)).toBeNull();
});

test("what is typed during a save is saved after it, over the version it made", async () => {
  const server = aServer();
  const { saver } = aSaver(server);
  let release = () => {};
  server.hold = new Promise((resolve) => {
    release = resolve;
  });
  saver.keep(written("first"));
  await vi.advanceTimersByTimeAsync(700);
  saver.keep(written("second"));
  release();
  expect(await saver.flush()).toBe(true);
  expect(server.stored).toEqual({ version: 2, note: "second" });
});

test("a server that is away loses nothing: it is tried again until it answers", async () => {
  const server = aServer();
  const { saver, states, kept } = aSaver(server);
  server.isAway = true;
  saver.keep(written("kept"));
  await vi.advanceTimersByTimeAsync(700);
  expect(states.at(-1)).toEqual({ kind: "waiting" });
  expect(kept.at(-1)).toMatchObject({ content: { note: "kept" } });
  server.isAway = false;
  await vi.advanceTimersByTimeAsync(4_100);
  expect(server.stored.note).toBe("kept");
  expect(states.at(-1)).toMatchObject({ kind: "saved" });
});

test("another window's save is not overwritten unless it is asked for", async () => {
  const server = aServer();
  const { saver, states } = aSaver(server);
  server.stored.version = 3;
  server.stored.note = "theirs";
  saver.keep(written("mine"));
  await vi.advanceTimersByTimeAsync(700);
  expect(states.at(-1)).toEqual({ kind: "stale" });
  expect(server.stored.note).toBe("theirs");
  await saver.overwrite();
  expect(server.stored).toEqual({ version: 4, note: "mine" });
});

test("after placing nothing is saved any more", async () => {
  const server = aServer();
  const { saver, kept } = aSaver(server);
  saver.keep(written("placed"));
  saver.forget();
  saver.keep(written("late"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.saves).toBe(0);
  expect(kept.at(-1)).toBeNull();
});
