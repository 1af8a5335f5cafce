/** The selected claim in full, and its report around it. */
import { api } from '../api/client';
import type { ClaimDetail, ReportText, Why } from '../api/types';
import { ledger } from './ledger.svelte';

class DetailStore {
  claim: ClaimDetail | null = $state.raw(null);
  text: ReportText | null = $state.raw(null);
  why: Why | null = $state.raw(null);
  /** Why there is nothing to show. */
  problem: string | null = $state(null);
  /** Graphic detail stays covered until it is asked for, claim by claim. */
  uncovered: ReadonlySet<string> = $state.raw(new Set<string>());

  uncover(id: string): void {
    this.uncovered = new Set(this.uncovered).add(id);
  }

  /** Brings what belongs to the selection. To be called in an effect. */
  follow(): (() => void) | undefined {
    const situation = ledger.situation;
    const n = ledger.selected?.claim ?? -1;
    const id = situation?.claims.id[n];
    if (!situation || id === undefined) {
      this.claim = null;
      this.text = null;
      this.why = null;
      this.problem = null;
      return undefined;
    }
    const stop = new AbortController();
    void this.#bring(id, situation.reports[situation.claims.report[n]!]?.sha256 ?? '', stop.signal);
    return () => stop.abort();
  }

  async #bring(id: string, sha256: string, signal: AbortSignal): Promise<void> {
    try {
      const [claim, text] = await Promise.all([
        api.claim(id, signal),
        api.report(sha256, { around: id }, signal),
      ]);
      if (signal.aborted) return;
      if (this.claim?.id !== id) this.why = null;
      this.claim = claim;
      this.text = text;
      this.problem = null;
      const why = await api.why(id, signal);
      if (!signal.aborted) this.why = why;
    } catch (error) {
      if (!signal.aborted) this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** Another stretch of the same report. */
  async turn(from: number): Promise<void> {
    const report = ledger.situation?.reports[this.text?.report ?? -1];
    if (report) this.text = await api.report(report.sha256, { from: Math.max(0, from) });
  }
}

export const detail = new DetailStore();
