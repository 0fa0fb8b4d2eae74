import { Hono } from "hono";

const app = new Hono();
app.get("/", (c) => c.text("Hello Deno\n"));
app.get("/health", (c) => c.text("ok\n"));

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 8000) }, app.fetch);
