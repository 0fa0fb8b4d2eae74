import { readFileSync } from "node:fs";

import express from "express";

const colours = JSON.parse(readFileSync(process.env.DATA, "utf8"));

const server = express()
  .get("/", (_request, response) => response.type("text").send(`${colours.length} colours\n`))
  .listen(process.env.PORT || 3000);

process.on("SIGTERM", () => server.close(() => process.exit(0)));
