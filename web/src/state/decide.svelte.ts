/** Decisions: one being written, sent with what it is based on, and told when something came in between. */
import { ApiError, api } from '../api/client';
import type { Act, DecisionView } from '../api/types';
import { t } from '../strings';
import { ledger } from './ledger.svelte';
import { notices } from './notices.svelte';

export type ActName = 'accept' | 'edit' | 'reject' | 'split' | 'join' | 'link' | 'note' | 'undo';

export interface Draft {
  act: ActName;
  /** Id of the claim it is about; "" for an undo of another decision. */
  id: string;
  /** For an undo: the decision. */
  decision: number | null;
  /** The last decision that its writer had before the eyes. */
  expected: number;
}

class DecideStore {
  draft: Draft | null = $state.raw(null);
  /** Field that an edit begins with. */
  field = $state('');
  sending = $state(false);
  error: { text: string; advice: string | null } | null = $state.raw(null);
  /** Decisions by others since the draft was begun: the server refused it for them. */
  between: DecisionView[] = $state.raw([]);
  /** Claims marked for joining, splitting, linking. */
  marked: ReadonlySet<string> = $state.raw(new Set<string>());

  mark(id: string): void {
    const marked = new Set(this.marked);
    if (!marked.delete(id)) marked.add(id);
    this.marked = marked;
  }

  begin(act: ActName, id: string, decision: number | null = null): void {
    this.error = null;
    this.between = [];
    this.field = '';
    this.draft = { act, id, decision, expected: ledger.situation?.last_decision ?? 0 };
  }

  cancel(): void {
    this.draft = null;
  }

  /** Whether it was taken. What was typed stays in the form until it is. */
  async send(act: Act, who: string, why: string): Promise<boolean> {
    const draft = this.draft;
    if (!draft) return false;
    this.sending = true;
    this.error = null;
    try {
      await api.decide({ expected: draft.expected, who, why, act });
      if (draft.act === 'join' || draft.act === 'split' || draft.act === 'link') this.marked = new Set();
      // The form stays until the page shows the decision: the next one must be based on it.
      await ledger.reload();
      this.draft = null;
      notices.say(t.review.done[draft.act], 'good');
      return true;
    } catch (error) {
      await this.#refused(draft, error);
      return false;
    } finally {
      this.sending = false;
    }
  }

  async #refused(draft: Draft, error: unknown): Promise<void> {
    if (!(error instanceof ApiError)) {
      this.error = { text: String(error), advice: t.review.notSent };
      return;
    }
    this.error = { text: error.body.error, advice: error.body.advice };
    if (error.status !== 409) return;
    const log = await api.decisions();
    this.between = log.filter((decision) => decision.id > draft.expected);
    await ledger.reload();
    // Sent again, it is based on what its writer has now been shown.
    this.draft = { ...draft, expected: log.at(-1)?.id ?? draft.expected };
  }
}

export const decide = new DecideStore();
