const { createServer } = require("node:http");

const bcrypt = require("bcrypt");
const Database = require("better-sqlite3");

const db = new Database(":memory:");
db.exec("CREATE TABLE users (name TEXT, hash TEXT)");
db.prepare("INSERT INTO users VALUES (?, ?)").run("ada", bcrypt.hashSync("lovelace", 4));

createServer((_request, response) => {
  const users = db.prepare("SELECT hash FROM users").all();
  const isRight = bcrypt.compareSync("lovelace", users[0].hash);
  response.end(`${users.length} row, and the password is ${isRight ? "right" : "wrong"}\n`);
}).listen(process.env.PORT ?? 3000);
