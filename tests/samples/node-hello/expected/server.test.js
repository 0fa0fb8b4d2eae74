import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { server } from "./server.js";

let url;

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve)); // the system chooses a free port
  url = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

for (const [method, path, status, text] of [
  ["GET", "/", 200, "Hello world\n"],
  ["GET", "/healthz", 200, "ok\n"],
  ["GET", "/healthz?verbose", 200, "ok\n"],
  ["GET", "/nothing-here", 404, "Not found\n"],
  ["POST", "/", 405, "Method not allowed\n"],
]) {
  test(`${method} ${path}`, async () => {
    const response = await fetch(url + path, { method });
    assert.equal(response.status, status);
    assert.equal(await response.text(), text);
  });
}
