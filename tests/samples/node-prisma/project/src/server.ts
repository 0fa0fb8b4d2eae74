import { PrismaPg } from "@prisma/adapter-pg";
import express from "express";

import { PrismaClient } from "../generated/prisma/client.js";

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) });

const app = express();
app.get("/", (_request, response) => void response.type("text").send("Hello world\n"));
app.get("/healthz", (_request, response) => void response.type("text").send("ok\n"));
app.get("/entries", async (_request, response) => void response.json(await prisma.entry.findMany()));

const server = app.listen(process.env.PORT || 3000);

process.on("SIGTERM", () => {
  server.close();
  void prisma.$disconnect();
});
