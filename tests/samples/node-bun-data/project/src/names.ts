import { rename } from "node:fs/promises";
import { join } from "node:path";

export class Names {
  constructor(private readonly path = join(import.meta.dir, "..", "data", "names.json")) {}

  async all(): Promise<string[]> {
    return Bun.file(this.path).json();
  }

  async add(name: string): Promise<number> {
    const names = [...(await this.all()), name];
    await Bun.write(`${this.path}.tmp`, JSON.stringify(names));
    await rename(`${this.path}.tmp`, this.path);
    return names.length;
  }
}
