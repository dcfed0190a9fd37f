import { api } from './fetch';

export async function portrait(form: HTMLFormElement, image: HTMLImageElement, signal: AbortSignal) {
  const cover = form.querySelector<HTMLInputElement>('[type=file]')?.files?.[0];
  if (cover) await api.cats.upload({ title: 'Minka', taken: new Date().toISOString(), cover }, { signal });
  image.src = URL.createObjectURL(await api.cats.photo({ id: 7 }));
  const answer = await api.cats.photo({ id: 7 }).response(); // unread: answer.body is a stream
  return answer.headers.get('Content-Length');
}
