const { createServer } = require("node:http");

const knex = require("knex")(require("./knexfile")[process.env.NODE_ENV || "development"]);

const server = createServer(async (request, response) => {
  if (request.url === "/healthz") return response.end("ok\n");
  try {
    if (request.method === "POST") await knex("tasks").insert({ title: "Buy milk" });
    response.end(`${(await knex("tasks")).length} tasks\n`);
  } catch (error) {
    response.writeHead(500).end(`${error}\n`);
  }
});
server.listen(process.env.PORT || 3000);

process.on("SIGTERM", () => {
  server.close();
  knex.destroy();
});
