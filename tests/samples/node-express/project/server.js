const compression = require("compression");
const express = require("express");

const notes = require("./notes");

const app = express();
app.use(compression());
app.use(express.json());
app.use(express.static("public"));

app.get("/", (_request, response) => response.type("text").send("Hello world\n"));
app.get("/healthz", (_request, response) => response.type("text").send("ok\n"));
app.get("/notes", (_request, response) => response.json(notes.all()));
app.post("/notes", (request, response) => response.status(201).json(notes.add(request.body.text)));

const port = process.env.PORT || 3000;
app.listen(port, () => console.log(`listening on ${port}`));
