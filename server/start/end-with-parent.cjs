// Loaded first into each process that a start supervises. Its stdin is a pipe whose other end the
// supervisor holds; it ends when the supervisor is gone, in whatever way, and then so do we.
// The development server hands this file on to helpers of its own, whose stdin is no pipe.
const { fstatSync } = require("node:fs");

const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) {
  process.stdin.on("end", () => process.exit(1));
  process.stdin.on("error", () => process.exit(1));
  process.stdin.resume();
  process.stdin.unref();
}
