export const dynamic = "force-dynamic";

export function GET(request) {
  const item = new URL(request.url).searchParams.get("item") ?? "nothing";
  return Response.json({ item, stock: 3, api: process.env.NEXT_PUBLIC_API_URL ?? null });
}
