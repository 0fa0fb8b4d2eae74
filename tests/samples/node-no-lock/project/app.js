const http = require("http");

const { serve } = require("micro");

const port = 5000;
new http.Server(serve(async () => "Hello world\n")).listen(port, () => console.log(`listening on ${port}`));
