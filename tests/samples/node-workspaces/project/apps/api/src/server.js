import { format, total } from "@shop/prices";
import express from "express";

const items = [5, 2.5, 5];

express()
  .get("/", (_request, response) => response.type("text").send(`${items.length} items for ${format(total(items))}\n`))
  .listen(process.env.PORT || 3000);
