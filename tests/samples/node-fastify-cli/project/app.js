"use strict";

module.exports = async function (fastify, _options) {
  fastify.get("/", async () => ({ root: true }));
};
