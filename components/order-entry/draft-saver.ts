import { refusalOf } from "@/components/api-fault";
import type { OrderDraftContent } from "@/server/oms/orders/schema";

/** Changes within this time are kept together. */
const SAVE_DELAY_MS = 600;
const RETRY_MS = 4_000;

export type DraftState =
  | { kind: "idle" }
  | { kind: "saving" }
  | { kind: "saved"; at: Date }
  /** The server does not answer; this browser keeps what was typed and tries again. */
  | { kind: "waiting" }
  /** Somebody saved the draft elsewhere meanwhile. */
  | { kind: "stale" }
  | { kind: "refused"; message: string };

/** What a browser kept of a draft, and the version that it was typed over. */
export type KeptDraft = { version: number; content: OrderDraftContent };

export type DraftDoor = {
  save: (kept: KeptDraft) => Promise<{ version: number; savedAt: string }>;
  /** What is stored from now on. */
  saved: (kept: KeptDraft) => void;
  /** The version that is stored now. */
  storedVersion: () => Promise<number>;
  /** Remember in this browser; null forgets. */
  remember: (kept: KeptDraft | null) => void;
  /** There is no such draft any more. */
  over: () => void;
  tell: (state: DraftState) => void;
};

/**
 * Saves a draft while it is written: one save at a time, the newest content last, each over the
 * version that the one before made. Until the server has it, the browser has it.
 */
export class DraftSaver {
  readonly #door: DraftDoor;
  #version: number;
  #pending: OrderDraftContent | null = null;
  #running: Promise<boolean> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(door: DraftDoor, version: number) {
    this.#door = door;
    this.#version = version;
  }

  /** Keep this soon. */
  keep(content: OrderDraftContent): void {
    if (this.#isOver) {
      return;
    }
    this.#pending = content;
    this.#door.remember({ version: this.#version, content });
    this.#later(SAVE_DELAY_MS);
  }

  /** Keep what is still to be kept, now. True when the server has all of it. */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#running ??= this.#saveAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Go on with what stands here, over what was saved elsewhere. */
  async overwrite(): Promise<void> {
    this.#version = await this.#door.storedVersion();
    await this.flush();
  }

  /** The draft became an order, or was thrown away: nothing of it is kept any more. */
  forget(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#door.remember(null);
    this.#door.over();
  }

  #later(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delayMs);
  }

  async #saveAll(): Promise<boolean> {
    while (this.#pending !== null && !this.#isOver) {
      const content = this.#pending;
      this.#pending = null;
      this.#door.tell({ kind: "saving" });
      try {
        const saved = await this.#door.save({ version: this.#version, content });
        this.#version = saved.version;
        this.#door.saved({ version: saved.version, content });
        this.#door.tell({ kind: "saved", at: new Date(saved.savedAt) });
      } catch (error) {
        this.#pending ??= content;
        this.#refused(error);
        return false;
      }
    }
    this.#door.remember(null);
    return true;
  }

  #refused(error: unknown): void {
    const { isUnanswered, code, message } = refusalOf(error);
    if (isUnanswered) {
      this.#door.tell({ kind: "waiting" });
      this.#later(RETRY_MS);
    } else if (code === "STALE") {
      this.#door.tell({ kind: "stale" });
    } else {
      this.#door.tell({ kind: "refused", message });
    }
  }
}
