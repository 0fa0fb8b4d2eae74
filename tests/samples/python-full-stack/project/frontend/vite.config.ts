import path from "node:path";
import { defineConfig } from "vite";

export default defineConfig({
  build: { outDir: path.resolve(import.meta.dirname, "../backend/app/frontend"), emptyOutDir: true },
});
