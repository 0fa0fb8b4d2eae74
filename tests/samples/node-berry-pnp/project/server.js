const closeWithGrace = require("close-with-grace");
const polka = require("polka");

const { version } = require("./package.json");

const { server } = polka()
  .get("/", (_request, response) => response.end("Hello world\n"))
  .get("/version", (_request, response) => response.end(`${version}\n`))
  .listen(3000, () => console.log("listening"));

closeWithGrace({ delay: 1000 }, () => new Promise((resolve) => server.close(resolve)));
