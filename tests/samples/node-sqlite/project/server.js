import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync("visits.db");
database.exec("CREATE TABLE IF NOT EXISTS visits (path TEXT)");
const add = database.prepare("INSERT INTO visits (path) VALUES (?)");
const count = database.prepare("SELECT count(DISTINCT path) AS paths FROM visits");

const server = createServer((request, response) => {
  add.run(request.url);
  response.end(`Visitors have seen ${count.get().paths} pages\n`);
});

server.listen(process.env.PORT || 3000);
process.on("SIGTERM", () => server.close(() => database.close()));
