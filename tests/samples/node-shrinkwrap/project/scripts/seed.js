import { writeFileSync } from "node:fs";

writeFileSync("/tmp/colours.json", JSON.stringify(["red", "green", "blue"]));
