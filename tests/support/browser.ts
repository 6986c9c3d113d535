/**
 * Which Chromium the browser tests drive, and what it needs around it. Nothing is downloaded: the
 * last resort is a Chromium that came with the npm packages, for 64-bit Linux without a browser.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { chromium } from "@playwright/test";

export type Browser = {
  readonly executablePath: string;
  readonly env: Record<string, string>;
};

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

export async function findBrowser(): Promise<Browser> {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const own = process.env.CHROMIUM_PATH;
  if (own !== undefined && own !== "") {
    return { executablePath: own, env };
  }
  const found = [chromium.executablePath(), ...INSTALLED].find((path) => existsSync(path));
  if (found !== undefined) {
    return { executablePath: found, env };
  }
  if (process.platform === "linux" && process.arch === "x64") {
    return unpackBrowser(env);
  }
  throw new Error("there is no Chromium here: run `npx playwright install chromium`");
}

/**
 * The package unpacks to the temporary folder and takes whatever lies there already; so it is
 * given a folder of its own, one per user, because root's files cannot be replaced by others.
 */
async function unpackBrowser(env: Record<string, string>): Promise<Browser> {
  const dir = resolve(".tmp", `chromium-${process.getuid?.() ?? 0}`);
  mkdirSync(dir, { recursive: true });
  const { default: packaged } = await import("@sparticuz/chromium");
  const executablePath = await withVariables(
    // The second one makes it unpack the libraries too that a bare system lacks.
    { TMPDIR: dir, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" },
    () => packaged.executablePath(),
  );
  return { executablePath, env: { ...env, ...whatTheSystemLacks(executablePath, dir) } };
}

async function withVariables<T>(
  variables: Record<string, string>,
  run: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  }
}

function whatTheSystemLacks(executablePath: string, dir: string): Record<string, string> {
  const { stdout } = spawnSync("ldd", [executablePath], { encoding: "utf8" });
  const lacksLibraries = stdout === null || stdout.includes("not found");
  return {
    ...(lacksLibraries ? { LD_LIBRARY_PATH: `${dir}/al2023/lib` } : {}),
    ...(existsSync("/etc/fonts") ? {} : { FONTCONFIG_PATH: `${dir}/fonts` }),
  };
}
