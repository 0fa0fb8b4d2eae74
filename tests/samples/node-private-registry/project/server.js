const app = require("express")();

app.get("/", (_request, response) => response.type("text").send("Hello world\n"));
app.listen(3000);
