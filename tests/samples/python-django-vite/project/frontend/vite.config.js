import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  build: {
    rollupOptions: { input: "src/main.js", output: { entryFileNames: "app.js" } },
  },
});
