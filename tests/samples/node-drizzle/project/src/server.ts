import { createServer } from "node:http";

import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";

import { notes } from "./schema.js";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const db = drizzle(pool);

const server = createServer(async (request, response) => {
  if (request.url === "/healthz") return void response.end("ok\n");
  try {
    if (request.method === "POST") await db.insert(notes).values({ text: "Buy milk" });
    response.end(`${(await db.select().from(notes)).length} notes\n`);
  } catch (error) {
    response.writeHead(500).end(`${error}\n`);
  }
});
server.listen(process.env.PORT || 3000);

process.on("SIGTERM", () => {
  server.close();
  void pool.end();
});
