import { Hono } from "hono";
import type { Names } from "./names";

export function createApp(names: Names) {
  return new Hono().get("/", async (c) => c.json(await names.all())).get("/add", async (c) => c.json(await names.add("second")));
}
