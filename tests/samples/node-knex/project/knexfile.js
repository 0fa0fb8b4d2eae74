const connection = process.env.DATABASE_URL;

module.exports = {
  development: { client: "pg", connection: connection || "postgresql://localhost/tasks" },
  production: { client: "pg", connection },
};
