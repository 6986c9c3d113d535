import { Agent, request } from "node:http";

/** Whoever does not ask for the text does not pay for its decoding. */
export type Answer = { readonly status: number; readonly text: () => string };

/** As little client as there can be: it shares the cores with what it measures. */
export function openClient(origin: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(origin);
  const send = (
    method: "GET" | "POST",
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            text: () => Buffer.concat(parts).toString("utf8"),
          }),
        );
      });
      sent.on("error", (error: NodeJS.ErrnoException) => {
        // The server may close a kept connection in the moment it is used again; nothing was asked.
        if (sent.reusedSocket && error.code === "ECONNRESET") {
          send(method, path, headers, body).then(resolve, reject);
        } else {
          reject(error);
        }
      });
      sent.end(body);
    });
  return { send, close: () => agent.destroy() };
}
