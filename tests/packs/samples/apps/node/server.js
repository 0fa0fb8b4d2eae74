// Tells what a server behind TLS says.
const http = require("node:http");

const server = http.createServer(async (_, response) => {
  try {
    const answer = await fetch(process.env.UPSTREAM);
    response.end(await answer.text());
  } catch (error) {
    response.statusCode = 502;
    response.end(String(error.cause ?? error));
  }
});
server.listen(8080);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
