/** The command line, over the same commands and queries as every other door. */
import { type CliCommand, columns, EXIT, type ExitCode, runCommand } from "./command";

/** Loaded when it is called, so that no command waits for what another needs. */
const COMMANDS: Readonly<Record<string, () => Promise<CliCommand>>> = {
  simulate: async () => (await import("./simulate")).simulateCommand,
  explain: async () => (await import("./explain")).explainCommand,
  audit: async () => (await import("./audit")).auditCommand,
  "import orders": async () => (await import("./import-orders")).importOrdersCommand,
  "import inventory": async () => (await import("./import-items")).importInventoryCommand,
  "import catalog": async () => (await import("./import-items")).importCatalogCommand,
  "import customers": async () => (await import("./import-items")).importCustomersCommand,
  "import nodes": async () => (await import("./import-items")).importNodesCommand,
  "import relations": async () => (await import("./import-relations")).importRelationsCommand,
  "export sellable": async () => (await import("./export-sellable")).exportSellableCommand,
  "source set": async () => (await import("./source-set")).sourceSetCommand,
  "profile export": async () => (await import("./profile")).profileExportCommand,
  "profile import": async () => (await import("./profile")).profileImportCommand,
  "profile validate": async () => (await import("./profile")).profileValidateCommand,
  "stock drift": async () => (await import("./stock-drift")).stockDriftCommand,
  "window run": async () => (await import("./window-run")).windowRunCommand,
  "user create": async () => (await import("./user-create")).userCreateCommand,
  "key create": async () => (await import("./key-create")).keyCreateCommand,
  "demo reset": async () => (await import("./demo-reset")).demoResetCommand,
  doctor: async () => (await import("./doctor")).doctorCommand,
  backup: async () => (await import("./backup")).backupCommand,
  restore: async () => (await import("./backup")).restoreCommand,
};

async function main(args: readonly string[]): Promise<ExitCode> {
  const words = args.filter((arg) => !arg.startsWith("-"));
  const name = Object.keys(COMMANDS).find((each) =>
    each.split(" ").every((word, at) => args[at] === word),
  );
  const load = name === undefined ? undefined : COMMANDS[name];
  if (name !== undefined && load !== undefined) {
    return runCommand(await load(), args.slice(name.split(" ").length));
  }
  if (words.length === 0 && (args.includes("--help") || args.length === 0)) {
    process.stdout.write(`${await overview()}\n`);
    return args.length === 0 ? EXIT.usage : EXIT.done;
  }
  if (
    args.includes("--help") &&
    Object.keys(COMMANDS).some((each) => each.startsWith(`${words[0]} `))
  ) {
    process.stdout.write(`${await overview(words[0])}\n`);
    return EXIT.done;
  }
  process.stderr.write(`there is no command "${words.join(" ")}"\n\n${await overview()}\n`);
  return EXIT.usage;
}

async function overview(group?: string): Promise<string> {
  const names = Object.keys(COMMANDS).filter((name) => name.startsWith(group ?? ""));
  const rows = await Promise.all(
    names.map(async (name) => {
      const command = await COMMANDS[name]?.();
      return [[name, ...(command?.positionals ?? [])].join(" "), command?.summary ?? ""];
    }),
  );
  return `npm run oms -- COMMAND [options]\n\n${columns(rows)}\n\nEvery command explains itself with --help.\nExit status: 0 done, 1 refused or violated, 2 wrong usage.`;
}

// A reader that has seen enough (`| head`) closes the pipe: no reason to complain.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.done : EXIT.refused);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exitCode = EXIT.refused;
}
