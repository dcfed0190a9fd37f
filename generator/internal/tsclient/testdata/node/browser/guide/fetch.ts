import { createApi } from './api';

export const api = createApi({
  baseUrl: 'https://api.example.com',
  auth: { token: () => localStorage.getItem('token') ?? undefined },
});

export async function adopt() {
  const cat = await api.cats.create({ name: 'Minka', breed: 'siamese', born: '2026-01-31T12:00:00Z' });
  await api.cats.rename({ id: cat.id, name: 'Mina' });
  return api.cats.search({ q: 'black', tag: ['shy', 'old'] });
}
