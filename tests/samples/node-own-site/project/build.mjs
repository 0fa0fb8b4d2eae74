import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { marked } from "marked";

const out = "public_html";

await rm(out, { recursive: true, force: true });
await mkdir(out);
await cp("assets", `${out}/assets`, { recursive: true });
for (const file of await readdir("pages")) {
  const page = marked.parse(await readFile(`pages/${file}`, "utf8"));
  const name = file.replace(/\.md$/, "");
  const folder = name === "index" ? out : `${out}/${name}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/index.html`, `<!doctype html><link rel="stylesheet" href="/assets/site.css">${page}`);
}
