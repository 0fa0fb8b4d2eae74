export function loader({ request }) {
  return { topic: new URL(request.url).searchParams.get("topic") ?? "notes" };
}

export default function Home({ loaderData }) {
  return <h1>{`Hello ${loaderData.topic}`}</h1>;
}
