import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

const port: number = Number(process.env["PORT"] ?? 3000);

const server = createServer((_request: IncomingMessage, response: ServerResponse): void => {
  response.setHeader("Content-Type", "text/plain");
  response.end("Hello world\n");
});

process.on("SIGTERM", () => server.close());
server.listen(port);
