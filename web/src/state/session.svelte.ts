/** Who sits before the page: role and name by the server, else the name that was given once for decisions. */
import { ApiError, api } from '../api/client';
import type { Session } from '../api/types';
import { keep, kept } from './kept';

class SessionStore {
  role: Session['role'] = $state('reader');
  /** The server wants a token. */
  asked = $state(false);
  /** Why the token that was given was not taken. */
  refused = $state('');
  /** The name under which decisions are logged. */
  who = $state(kept('who') ?? '');
  /** The token says who it is: nobody decides in another's name. */
  named = $state(false);

  get reviews(): boolean {
    return this.role === 'reviewer';
  }

  /** Whether the server lets this page in. */
  async begin(): Promise<boolean> {
    try {
      this.#is(await api.session());
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      this.asked = true;
      return false;
    }
  }

  async signIn(token: string): Promise<void> {
    try {
      this.#is(await api.signIn(token));
      this.refused = '';
    } catch (error) {
      this.refused = error instanceof ApiError ? [error.body.error, error.body.advice ?? ''].join('. ') : String(error);
    }
  }

  call(name: string): void {
    this.who = name;
    if (!this.named) keep('who', name);
  }

  #is(told: Session): void {
    this.role = told.role;
    this.named = told.who !== null;
    if (told.who !== null) this.who = told.who;
    this.asked = false;
  }
}

export const session = new SessionStore();
