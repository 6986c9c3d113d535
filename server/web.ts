/**
 * The web server of production: Next for what people see, and the hot routes of the public API
 * answered without it. `PORT` and `HOST` say where; SIGTERM lets open requests finish.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { HOT_ROUTES } from "./api/hot-routes";
import type { RestRoute } from "./api/rest";
import { env } from "./env";

const { port, host: hostname } = env();
const app = next({ dev: false, hostname, port });
await app.prepare();
const answerPage = app.getRequestHandler();

async function answerHot(
  route: Pick<RestRoute, "answer">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, text } = await route.answer({
    method: request.method ?? "GET",
    url: `http://${hostname}${request.url ?? "/"}`,
    headers: { get: (name) => request.headers[name]?.toString() ?? null },
    body: request,
  });
  const parts = typeof text === "string" ? [Buffer.from(text)] : text;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  response.writeHead(status, { ...headers, "content-length": length });
  // One system call takes all parts from where they are.
  response.cork();
  for (const part of parts) {
    response.write(part);
  }
  response.end();
}

const server = createServer((request, response) => {
  const path = request.url?.split("?", 1)[0] ?? "/";
  const route = HOT_ROUTES[`${request.method} ${path}`];
  const answered = route ? answerHot(route, request, response) : answerPage(request, response);
  // Both answer what goes wrong themselves; what is left is a connection that broke.
  answered.catch(() => response.destroy());
});
/**
 * Proxies keep a connection for a minute and send the next request down it; one that we close in that
 * moment is a failed request at the customer's. So we keep it longer than they do.
 */
server.keepAliveTimeout = 75_000;
server.headersTimeout = 80_000;
server.listen(port, hostname);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    // What answers now ends its connection with the answer.
    server.keepAliveTimeout = 1;
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
