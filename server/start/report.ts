/** What a start tells the person in front of the terminal. */

const seconds = (sinceMs: number) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

/** How often a step that takes long says that it is still going. */
const STILL_MS = 10_000;

export const say = (line: string): void => console.log(line);

/** Runs one step under its title and tells how long it took. */
export async function step<T>(title: string, run: () => Promise<T>): Promise<T> {
  const began = Date.now();
  say(`- ${title}`);
  const still = setInterval(() => say(`  still ${title} (${seconds(began)})`), STILL_MS);
  try {
    const result = await run();
    say(`  done in ${seconds(began)}`);
    return result;
  } finally {
    clearInterval(still);
  }
}

export type Account = { readonly email: string; readonly role: string };

export type DemoWorld = {
  readonly accounts: readonly Account[];
  readonly password: string;
  readonly trackingUrlPath: string | null;
};

/** The last lines of a start: where it is and how to get in. */
export function sayReady(appUrl: string, startedMs: number, demo: DemoWorld | null): void {
  say("");
  say(`Ordinate is running at ${appUrl} (started in ${seconds(startedMs)})`);
  if (demo !== null) {
    const width = Math.max(...demo.accounts.map(({ email }) => email.length));
    say("");
    say(`Demo accounts, all with the password ${demo.password}`);
    for (const { email, role } of demo.accounts) {
      say(`  ${email.padEnd(width)}  ${role}`);
    }
    if (demo.trackingUrlPath !== null) {
      say("");
      say(`Tracking page of a demo order: ${appUrl}${demo.trackingUrlPath}`);
    }
  }
  say("");
  say("Ctrl-C stops it.");
}
