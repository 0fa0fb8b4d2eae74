const Router = require("@koa/router");
const Koa = require("koa");

const app = new Koa();
const router = new Router();

router.get("/", (ctx) => {
  ctx.body = `${process.env.GREETING}\n`;
});
router.get("/ping", (ctx) => {
  ctx.body = { pong: true };
});

app.use(router.routes()).use(router.allowedMethods());

const server = app.listen(process.env.PORT, () => console.log("listening on", server.address().port));
