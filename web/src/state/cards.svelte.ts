/** Cards of the rows that are in sight, brought in batches and kept for one version. */
import { ApiError, api } from '../api/client';
import type { Card } from '../api/types';
import { ledger } from './ledger.svelte';

const BATCH = 200;
/** Cards kept; beyond it all but the newest batch are let go. */
const MOST = 20_000;

class CardStore {
  /** By id: a card of the version before is shown until the new one is there. */
  #cards = new Map<string, Card>();
  /** Of this version, those that are here or on their way. */
  #asked = new Set<number>();
  #wanted = new Set<number>();
  #version = '';
  #timer: ReturnType<typeof setTimeout> | null = null;
  #here: () => void = () => {};
  /** Until the first cards have come in: what can wait, waits for them. */
  readonly first = new Promise<void>((done) => (this.#here = done));
  /** Another number whenever cards came in. */
  tick = $state(0);

  of(n: number): Card | null {
    void this.tick;
    const id = ledger.situation?.claims.id[n];
    return id === undefined ? null : (this.#cards.get(id) ?? null);
  }

  want(claims: number[]): void {
    const version = ledger.situation?.version ?? '';
    if (version !== this.#version) {
      this.#version = version;
      this.#asked.clear();
    }
    this.#wanted.clear();
    for (const n of claims) if (!this.#asked.has(n)) this.#wanted.add(n);
    if (this.#wanted.size > 0) this.#timer ??= setTimeout(() => void this.#bring(), 20);
  }

  async #bring(): Promise<void> {
    this.#timer = null;
    const version = this.#version;
    const batch = [...this.#wanted].slice(0, BATCH);
    if (batch.length === 0) return;
    for (const n of batch) this.#asked.add(n);
    try {
      const cards = await api.cards(version, batch);
      if (version !== this.#version) return;
      if (this.#cards.size > MOST) {
        this.#cards.clear();
        this.#asked = new Set(batch);
      }
      for (const card of cards) this.#cards.set(card.id, card);
      this.tick += 1;
      this.#here();
    } catch (error) {
      for (const n of batch) this.#asked.delete(n);
      if (error instanceof ApiError && error.status === 409) void ledger.reload();
    }
  }
}

export const cards = new CardStore();
