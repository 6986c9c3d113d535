/** This process runs. Asks nobody else, so that a slow database does not get it restarted. */
export const GET = () => Response.json({ status: "live" });
