import { greet } from "@platform/greetings";
import Fastify from "fastify";

const app = Fastify();
app.get("/", async (_request, reply) => reply.type("text/plain").send(`${greet("world")}\n`));

process.on("SIGTERM", () => void app.close());
await app.listen({ port: 3000, host: "0.0.0.0" });
