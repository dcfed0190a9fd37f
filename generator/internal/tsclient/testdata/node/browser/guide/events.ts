import { api } from './fetch';

export async function follow(signal: AbortSignal) {
  for await (const { id, data } of api.misc.ticks({ from: 1 }, { signal })) {
    console.log(id, data.n);
    if (data.n === 100) break;
  }
}
