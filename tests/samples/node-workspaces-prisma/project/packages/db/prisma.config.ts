import { defineConfig, env } from "prisma/config";

// Only migrations need an engine; to generate the client none has to be downloaded.
if (process.argv.includes("generate")) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= "/bin/true";
}

export default defineConfig({
  schema: "prisma/schema.prisma",
  datasource: { url: env("DATABASE_URL") },
});
