import type { GetServerSideProps } from "next";

type Props = { visitors: number };

let visitors = 0;

export const getServerSideProps: GetServerSideProps<Props> = async () => {
  visitors += 1;
  return { props: { visitors } };
};

export default function Home({ visitors }: Props) {
  return <h1>{`Visitors so far: ${visitors}`}</h1>;
}
