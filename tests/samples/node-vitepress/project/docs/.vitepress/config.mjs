import { defineConfig } from "vitepress";

export default defineConfig({
  title: "Manual",
  description: "How to use it",
  cleanUrls: true,
});
