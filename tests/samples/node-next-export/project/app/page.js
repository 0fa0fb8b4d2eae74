import Link from 'next/link';

export default function Home() {
  return (
    <main>
      <h1>Hello brochure</h1>
      <Link href="/about">About us</Link>
    </main>
  );
}
