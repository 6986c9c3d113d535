/** A program that starts the embedded server and holds it until it is told to stop, or killed. */
import { startEmbedded } from "@/db/embedded";

const [dataDir = "", purpose = "a test"] = process.argv.slice(2);
try {
  const server = await startEmbedded({ dataDir, purpose, log: (line) => console.log(line) });
  console.log(`READY ${server.url()}`);
  process.on("SIGTERM", () => {
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
