exports.up = (knex) =>
  knex.schema.createTable("tasks", (table) => {
    table.increments();
    table.string("title").notNullable();
  });

exports.down = (knex) => knex.schema.dropTable("tasks");
