export default function Home() {
  return <h1>Hello storefront</h1>;
}
