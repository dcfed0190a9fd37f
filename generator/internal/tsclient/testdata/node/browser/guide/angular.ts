import { provideHttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { catchError, of, throwError } from 'rxjs';
import { catsFindOperation, isErrorOf } from './api';
import { CatsApi, provideApi } from './api/angular';

export const providers = [provideHttpClient(), provideApi({ baseUrl: '/api' })]; // of bootstrapApplication

@Injectable({ providedIn: 'root' })
export class Shelter {
  private readonly cats = inject(CatsApi);

  find(id: number) {
    return this.cats.find({ id }).pipe(
      catchError((error: unknown) => {
        const missing = isErrorOf(catsFindOperation, error) && error.kind === 'http' && error.status === 404;
        return missing ? of(undefined) : throwError(() => error);
      }),
    );
  }
}
