import { json } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

export const meta = () => [{ title: "Notes" }];

export function loader({ request }) {
  return json({ topic: new URL(request.url).searchParams.get("topic") ?? "notes" });
}

export default function Index() {
  const { topic } = useLoaderData();
  return <h1>{`Hello ${topic}`}</h1>;
}
