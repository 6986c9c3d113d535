/** The migration alone, for deployments that run it as a step of its own. Reads DATABASE_URL. */
import { migrateDatabase } from "../migrate";

const url = process.env.DATABASE_URL;
if (url === undefined || url === "") {
  console.error("DATABASE_URL is not set");
  process.exit(2);
}
const applied = await migrateDatabase(url, console.log);
console.log(applied === 0 ? "migrations are current" : `${applied} migrations applied`);
