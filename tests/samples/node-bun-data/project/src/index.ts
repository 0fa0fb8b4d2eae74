import { createApp } from "./app";
import { Names } from "./names";

export default createApp(new Names());
