import express from "express";

import config from "./config.mjs";

express()
  .get("/", (_request, response) => response.type("text").send("Hello world\n"))
  .listen(config.PORT);
