import { defineConfig } from "vite";

export default defineConfig({
  build: { rollupOptions: { output: { entryFileNames: "assets/board.js" } } },
  server: { proxy: { "/api": "http://localhost:5000" } },
});
