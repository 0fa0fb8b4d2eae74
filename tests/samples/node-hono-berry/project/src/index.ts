import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

const app = new Hono();

app.get("/", (c) => c.text("Hello world\n"));
app.get("/api/health", (c) => c.json({ ok: true }));
app.use("/public/*", serveStatic({ root: "./" }));

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT) || 8787 });

process.on("SIGTERM", () => {
  server.close();
});
