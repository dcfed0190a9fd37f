import { createApi } from './api';

let token: string | undefined;
declare function renew(): Promise<string>;

export const api = createApi({
  auth: { token: () => token },
  fetch: async (url, init) => {
    const answer = await fetch(url, init);
    if (answer.status !== 401) return answer;
    token = await renew();
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  },
});
