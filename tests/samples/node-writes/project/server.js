const fs = require("fs");
const http = require("http");
const path = require("path");

const log = fs.createWriteStream(path.join(__dirname, "access.log"), { flags: "a" });
fs.mkdirSync(path.join(__dirname, "/uploads"), { recursive: true });

const server = http.createServer((request, response) => {
  log.write(`${request.url}\n`);
  if (request.url === "/") return response.end("Hello\n");
  if (request.url !== "/note") return response.end(fs.readFileSync(path.join("public", path.basename(request.url))));
  const notes = JSON.parse(fs.readFileSync("notes.json"));
  notes.push("another");
  fs.writeFileSync("notes.json", JSON.stringify(notes));
  fs.writeFileSync(`public/page-${notes.length}.txt`, `${notes.length}`);
  response.end(`${notes.length} notes\n`);
});

server.listen(process.env.PORT || 3000);
