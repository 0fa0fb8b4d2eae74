import { createServer } from 'http';
import { describe } from '@harbor/tides';

createServer((_request, response) => response.end(describe('Leith', 5.4))).listen(3334);
