import { catsFind, createClient } from './api';

const client = createClient({ baseUrl: '/api', timeout: 10_000 });

export const nameOf = async (id: number) => (await catsFind(client, { id })).name;
