import { Database } from "bun:sqlite";

const db = new Database("data/hits.sqlite", { create: true });
db.run("CREATE TABLE IF NOT EXISTS hits (path TEXT)");

const server = Bun.serve({
  port: Bun.env.PORT ?? 8080,
  routes: {
    "/health": new Response("ok\n"),
    "/": (request) => {
      db.run("INSERT INTO hits VALUES (?)", [request.url]);
      const { total } = db.query("SELECT count(*) AS total FROM hits").get() as { total: number };
      return new Response(`Seen ${total > 0 ? "before" : "never"}\n`);
    },
  },
});

process.on("SIGTERM", async () => {
  await server.stop();
  db.close();
  process.exit();
});
