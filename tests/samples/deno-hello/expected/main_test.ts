import { answer } from "./main.ts";

const cases: [string, string, number][] = [
  ["GET", "/", 200],
  ["GET", "/healthz?verbose", 200],
  ["GET", "/nothing-here", 404],
  ["POST", "/", 405],
];

for (const [method, path, status] of cases) {
  Deno.test(`${method} ${path}`, () => {
    const found = answer(new Request(`http://localhost${path}`, { method })).status;
    if (found !== status) throw new Error(`${found} instead of ${status}`);
  });
}
