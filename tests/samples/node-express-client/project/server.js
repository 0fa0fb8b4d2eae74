const express = require("express");
const path = require("path");

const app = express();

app.get("/api/cards", (request, response) => {
  response.json([{ title: "Write it down" }]);
});

app.use(express.static("client/dist"));
app.get("/{*path}", (request, response) => {
  response.sendFile(path.resolve(__dirname, "client", "dist", "index.html"));
});

app.listen(process.env.PORT || 5000);
