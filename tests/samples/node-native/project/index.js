const { createServer } = require("node:http");

const bcrypt = require("bcrypt");

const users = new Map([["ada", bcrypt.hashSync("lovelace", 4)]]);

createServer(async (_request, response) => {
  const isRight = await bcrypt.compare("lovelace", users.get("ada"));
  response.end(`the password is ${isRight ? "right" : "wrong"}\n`);
}).listen(process.env.PORT ?? 3000);
