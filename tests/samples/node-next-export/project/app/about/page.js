export default function About() {
  return <h1>About the brochure</h1>;
}
