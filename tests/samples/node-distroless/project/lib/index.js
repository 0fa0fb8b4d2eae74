"use strict";

const Hapi = require("@hapi/hapi");

async function main() {
  const server = Hapi.server({ port: process.env.PORT || 3000 });
  server.route([
    { method: "GET", path: "/", handler: () => "Hello world\n" },
    { method: "GET", path: "/healthz", handler: () => "ok\n" },
  ]);
  await server.start();
  process.on("SIGTERM", () => server.stop({ timeout: 1000 }));
}

main();
