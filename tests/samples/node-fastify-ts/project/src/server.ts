import Fastify from "fastify";

import { quotes } from "./quotes.js";

const app = Fastify({ logger: true });

app.get("/", async (_request, reply) => reply.type("text/plain").send("Hello world\n"));
app.get("/health", async () => ({ status: "ok" }));
app.get<{ Params: { id: string } }>("/quotes/:id", async (request, reply) => {
  const quote = quotes.find(({ id }) => id === Number(request.params.id));
  return quote ?? reply.code(404).send({ error: "no such quote" });
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void app.close());
}

await app.listen({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? "127.0.0.1" });
