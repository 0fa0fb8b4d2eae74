import { createServer } from "node:http";

import { createApp, createRouter, defineEventHandler, toNodeListener } from "h3";

const router = createRouter()
  .get("/", defineEventHandler(() => "Hello world\n"))
  .get("/livez", defineEventHandler(() => "alive\n"));

const { PORT = "3000" } = process.env;

createServer(toNodeListener(createApp().use(router))).listen(Number(PORT), "0.0.0.0", () => {
  console.log(`listening on ${PORT}`);
});
