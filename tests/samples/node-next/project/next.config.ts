import type { NextConfig } from "next";

// The pages are sent as they are; a proxy in front compresses them.
const config: NextConfig = {
  compress: false,
};

export default config;
