import { join } from "node:path";

import files from "@fastify/static";
import Fastify from "fastify";

const app = Fastify();

app.register(files, { root: join(import.meta.dirname, "..", "..", "client/dist") });
app.get("/healthz", async () => ({ status: "ok" }));

process.on("SIGTERM", () => app.close());
await app.listen({ port: Number(process.env.PORT ?? 3000), host: "0.0.0.0" });
