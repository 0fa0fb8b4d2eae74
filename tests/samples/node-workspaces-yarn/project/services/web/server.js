const Koa = require("koa");

const banner = require("@mono/banner");

const app = new Koa();
app.use((ctx) => {
  ctx.body = banner(require("./package.json"));
});
app.listen(process.env.PORT || 3000);
