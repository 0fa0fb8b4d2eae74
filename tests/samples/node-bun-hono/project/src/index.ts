import { Hono } from "hono";
import { logger } from "hono/logger";

const app = new Hono();

app.use(logger());
app.get("/", (c) => c.text(`Hello from Bun ${Bun.version}\n`));
app.get("/health", (c) => c.json({ ok: true }));

export default app;
