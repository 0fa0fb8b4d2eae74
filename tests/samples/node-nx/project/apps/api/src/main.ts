import { readFileSync } from 'fs';
import { join } from 'path';
import polka from 'polka';
import { describe } from '@harbor/tides';

const host = process.env.HOST ?? 'localhost';
const port = process.env.PORT ? Number(process.env.PORT) : 3333;
const harbors: Record<string, number> = JSON.parse(readFileSync(join(__dirname, 'assets/harbors.json'), 'utf8'));

polka()
  .get('/', (_request, response) => response.end('Tides\n'))
  .get('/tides/:harbor', (request, response) => {
    const harbor = String(request.params.harbor);
    const meters = harbors[harbor];
    response.statusCode = meters ? 200 : 404;
    response.end(meters ? describe(harbor, meters) : 'no such harbor');
  })
  .get('/healthz', (_request, response) => response.end('ok\n'))
  .listen(port, host, () => console.log(`[ ready ] http://${host}:${port}`));
