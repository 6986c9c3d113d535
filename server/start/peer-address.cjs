// Loaded first into the web server. Next hands a route the request's headers and nothing of its
// connection; so the address of the other end becomes a header that no client can forge.
const { subscribe } = require("node:diagnostics_channel");

subscribe("http.server.request.start", ({ request, socket }) => {
  request.headers["x-peer-address"] = socket.remoteAddress ?? "";
});
