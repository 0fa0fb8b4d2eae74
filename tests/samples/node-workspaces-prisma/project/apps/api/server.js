import { createServer } from "node:http";

import { db } from "@guestbook/db";

import about from "./about.json" with { type: "json" };

const pages = { "/": () => about.text, "/healthz": () => (db.entry ? "ok" : "no client") };

const server = createServer((request, response) => {
  const page = pages[request.url];
  response.writeHead(page ? 200 : 404).end(page ? `${page()}\n` : "not found\n");
});
server.listen(process.env.PORT || 3000);
process.on("SIGTERM", () => server.close());
