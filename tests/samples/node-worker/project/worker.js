import PQueue from "p-queue";

const queue = new PQueue({ concurrency: 2 });
let count = 0;

setInterval(() => {
  queue.add(async () => console.log(`tick ${(count += 1)}`));
}, 200);
