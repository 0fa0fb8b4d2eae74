// A small web server for a container: set up by its environment, stops cleanly.
const answers: Record<string, string> = { "/": "Hello world\n", "/healthz": "ok\n" };

export function answer(request: Request): Response {
  const text = answers[new URL(request.url).pathname];
  if (text === undefined) return new Response("Not found\n", { status: 404 });
  if (request.method !== "GET" && request.method !== "HEAD") return new Response("Method not allowed\n", { status: 405 });
  return new Response(text);
}

// Only where it is the program, not where a test imports it.
if (import.meta.main) {
  const server = Deno.serve({ port: Number(Deno.env.get("PORT") ?? 3000) }, answer);
  Deno.addSignalListener("SIGTERM", () => server.shutdown());
}
