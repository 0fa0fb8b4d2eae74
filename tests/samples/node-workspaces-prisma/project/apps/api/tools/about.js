import { writeFileSync } from "node:fs";

import { title } from "../title.js";

writeFileSync("about.json", JSON.stringify({ text: `${title} 1.2.3` }));
