import { Link } from "react-router";

export default function Home() {
  return (
    <main>
      <h1>Board</h1>
      <Link to="/cards/1">The first card</Link>
    </main>
  );
}
