await Deno.mkdir("data", { recursive: true });

Deno.serve(async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/healthz") return new Response("ok\n");
  await Deno.writeTextFile("data/last.txt", pathname);
  return new Response(`Seen ${await Deno.readTextFile("data/last.txt")}\n`);
});
