// A small web server for a container: set up by its environment, stops cleanly.
import { createServer } from "node:http";

const port = Number(process.env.PORT || 3000);

export const server = createServer((request, response) => {
  const answer = { "/": "Hello world\n", "/healthz": "ok\n" }[request.url.split("?")[0]];
  const isRead = request.method === "GET" || request.method === "HEAD";
  const status = !answer ? 404 : isRead ? 200 : 405;
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(status === 200 ? answer : status === 404 ? "Not found\n" : "Method not allowed\n");
});

// As the container's first process, node has no default for these: without a handler it would be killed after 10 seconds.
function stop() {
  server.close(() => process.exit(0)); // lets requests under way finish
  server.closeIdleConnections();
}

// Only where it is the program, not where a test imports it.
if (import.meta.filename === process.argv[1]) {
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // No host: on localhost, nobody outside the container could reach it.
  server.listen(port, () => console.log(`serving on port ${port}`));
}
