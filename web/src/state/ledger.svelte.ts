/** The situation as loaded, what is shown of it, and what is selected. All panes read it from here. */
import { ApiError, api, problemOf } from '../api/client';
import { Unfit, patched } from '../api/patch';
import type { Problem, Situation } from '../api/types';
import { sayType, sayValue } from '../facets/values';
import { sayRange } from './days';
import { figureWords } from '../figures/histories';
import { GROUPS } from '../map/groups';
import { conflictsOf } from './conflicts';
import { columnsOf, isUnnamed, makeColumns, type Columns, type Scheme } from './facets';
import { daysOf, filterClaims, maskOf, type Days, type Filtered } from './filter';
import { keysOf, orderOf, rowsOf, type Rows } from './rows';
import { drawn, inSlices } from './slices';
import { t } from '../strings';
import { session } from './session.svelte';
import { view } from './view.svelte';

export interface Selection {
  event: number;
  claim: number;
}

/** All that is worked out of a version once; what the first rows do not need, when it is asked for. */
class Loaded {
  readonly days: Days;
  /** Why a claim waits for an analyst. */
  readonly waiting: Map<number, string>;
  #byId: Map<string, number> | null = null;
  #eventById: Map<string, number> | null = null;
  #conflicts: Map<number, string[]> | null = null;

  constructor(readonly situation: Situation) {
    this.days = daysOf(situation.claims);
    this.waiting = new Map(situation.waiting.map((w) => [w.claim, w.why]));
  }

  get byId(): Map<string, number> {
    return (this.#byId ??= new Map(this.situation.claims.id.map((id, n) => [id, n])));
  }

  get eventById(): Map<string, number> {
    return (this.#eventById ??= new Map(this.situation.events.map((event, n) => [event.id, n])));
  }

  /** What each claim is to those it stands against. */
  get conflicts(): Map<number, string[]> {
    return (this.#conflicts ??= conflictsOf(this.situation));
  }
}

const FORCE = new Set(GROUPS.filter((g) => g.key === 'assault' || g.key === 'coerce').flatMap((g) => g.types));

/** The present situation: what has changed since the one at hand, or all of it. */
async function present(at: Situation | null): Promise<Situation> {
  if (at === null) return api.situation();
  try {
    const changes = await api.changes(at.version);
    return changes.reduce(patched, at);
  } catch (error) {
    const unknown = error instanceof Unfit || (error instanceof ApiError && error.status === 409);
    if (!unknown) throw error;
    return api.situation();
  }
}

class LedgerStore {
  loaded: Loaded | null = $state.raw(null);
  /** Why nothing could be loaded. */
  problem: Problem | null = $state.raw(null);
  /** What is wrong with the query in the address. */
  queryProblem: Problem | null = $state.raw(null);
  /** Claims that the query in the address finds. */
  #matches: Uint8Array | null = $state.raw(null);
  closed: ReadonlySet<number> = $state.raw(new Set<number>());

  situation = $derived(this.loaded?.situation ?? null);

  // Each part of the view by itself: what did not change is not worked out again.
  #scheme = $derived(view.now.scheme);
  #wanted = $derived(view.now.wanted);
  #range = $derived(view.now.range);
  #figures = $derived(view.now.figures);
  #q = $derived(view.now.q);
  #group = $derived(view.now.group);
  #sort = $derived(view.now.sort);
  #id = $derived(view.now.id);
  #event = $derived(view.now.event);

  /** What the first rows can do without is there: facets, conflicts. */
  #whole = $state(false);
  /** Columns that were made in slices, and of what. */
  #made: { of: Situation; scheme: Scheme; columns: Columns } | null = null;
  #grouped = $derived(this.#group === 'place' || this.#group === 'speaker');
  /** The view cannot be told without them. */
  #narrowed = $derived(
    this.#figures || this.#grouped ||
      Object.values(this.#wanted).some((values) => values.length > 0),
  );
  columns: Columns | null = $derived.by(() => {
    const situation = this.situation;
    if (!situation || !(this.#whole || this.#narrowed)) return null;
    const { of, scheme, columns } = this.#made ?? {};
    return columns && of === situation && scheme === this.#scheme ? columns : columnsOf(situation, this.#scheme);
  });
  #text = $derived(this.#q === '' ? null : this.#matches);
  #ticks = 0;
  /** What passed while there were no columns yet. */
  #early: Uint8Array | null = null;
  filtered: (Filtered & { tick: number }) | null = $derived.by(() => {
    if (!this.loaded) return null;
    const filter = { wanted: this.#wanted, range: this.#range, figures: this.#figures };
    const fits = this.#text?.length === this.loaded.days.first.length ? this.#text : null;
    const found = filterClaims(this.columns, this.loaded.days, filter, fits);
    // The columns come after the first rows and only add the counts: the rows are not made again for them.
    if (this.#early && this.#early.every((shown, n) => shown === found.shown[n])) found.shown = this.#early;
    else this.#ticks += 1;
    this.#early = this.columns === null ? found.shown : null;
    return { ...found, tick: this.#ticks };
  });
  #shown = $derived(this.filtered?.shown ?? null);
  #order = $derived(this.loaded ? orderOf(this.loaded.situation, this.loaded.days, this.#sort) : null);
  #keys = $derived(
    this.loaded ? keysOf(this.loaded.situation, this.#grouped ? this.columns : null, this.loaded.days, this.#group) : null,
  );
  rows: Rows | null = $derived.by(() => {
    if (!this.situation || !this.#keys || !this.#order || !this.#shown) return null;
    return rowsOf(this.situation, this.#keys, this.#order, this.#shown, this.#group, this.closed);
  });

  selected: Selection | null = $derived.by(() => {
    const { loaded } = this;
    if (!loaded) return null;
    const claim = this.#id === null ? -1 : (loaded.byId.get(this.#id) ?? -1);
    if (claim >= 0) return { claim, event: loaded.situation.claims.event[claim] ?? -1 };
    const event = this.#event === null ? -1 : (loaded.eventById.get(this.#event) ?? -1);
    return event >= 0 ? { claim: -1, event } : null;
  });

  select(selection: Selection | null, how: 'push' | 'replace' = 'push'): void {
    if (!this.situation) return;
    const claim = selection && selection.claim >= 0 ? selection.claim : -1;
    const id = claim >= 0 ? (this.situation.claims.id[claim] ?? null) : null;
    const event = id === null && selection ? (this.situation.events[selection.event]?.id ?? null) : null;
    if (id === view.now.id && event === view.now.event) return;
    view.change({ id, event }, how);
  }

  /** Why a claim waits for an analyst, in words; undefined if it does not. */
  waitsFor(claim: number): string | undefined {
    const why = this.loaded?.waiting.get(claim);
    return why?.split(/[,;]\s*/).map((code) => t.list.waitsFor[code] ?? code).join('; ');
  }

  /** Whether a claim tells of violence or force and names nobody who does it. */
  doerMissing(claim: number): boolean {
    const type = this.situation?.lists.plover[this.situation.claims.plover[claim] ?? -1];
    return type !== undefined && FORCE.has(type) && this.columns !== null && isUnnamed(this.columns, claim);
  }

  conflictsOf(claim: number): string[] {
    return this.#whole ? (this.loaded?.conflicts.get(claim) ?? []) : [];
  }

  /** A claim in a few words, from what is at hand without its card: who, what, when. */
  shortOf(n: number): string {
    const s = this.situation;
    if (!s) return '';
    const c = s.claims;
    const report = s.reports[c.report[n]!];
    // As the cards name it; the name of a file says nothing to a reader.
    const title = report?.title ? `“${report.title}”` : report?.id;
    const spoken = s.names[c.speaker[n]!];
    const voice = spoken === undefined ? (report?.publisher ?? title ?? '') : sayValue('by', spoken);
    const type = s.lists.plover[c.plover[n]!] ?? '';
    const when = sayRange(c.start[n] ?? null, c.end[n] ?? null);
    const figure = c.figures.find((f) => f.claim === n);
    const told = figure && `${figureWords(figure)} ${(s.lists.measure[figure.measure] ?? '').replaceAll('_', ' ')}`;
    return [voice, told ?? sayType(type), s.places[c.place[n]!]?.name ?? '', when].filter((x) => x !== '').join(' · ');
  }

  /** Opens and closes a group of the list. */
  fold(key: number): void {
    const closed = new Set(this.closed);
    if (!closed.delete(key)) closed.add(key);
    this.closed = closed;
  }

  /** After the first rows are there, and in slices: all that they could do without. */
  async #complete(loaded: Loaded): Promise<void> {
    await drawn();
    const scheme = this.#scheme;
    const columns = await inSlices(makeColumns(loaded.situation, scheme));
    this.#made = { of: loaded.situation, scheme, columns };
    void loaded.conflicts;
    await drawn();
    this.#whole = true;
  }

  async reload(): Promise<void> {
    try {
      const situation = await present(this.situation);
      if (situation.version !== this.situation?.version) {
        this.loaded = new Loaded(situation);
        if (!this.#whole) void this.#complete(this.loaded);
      }
      this.problem = null;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) session.asked = true;
      else this.problem = problemOf(error);
    }
  }

  /** Asks the server for the claims of the query in the address. To be called in an effect. */
  match(): (() => void) | undefined {
    const q = this.#q;
    const situation = this.situation;
    if (!situation) return undefined;
    if (q === '') {
      this.queryProblem = null;
      return undefined;
    }
    const stop = new AbortController();
    api.query(q, stop.signal).then(
      (found) => {
        this.queryProblem = null;
        if (found.version !== situation.version) void this.reload();
        else this.#matches = maskOf(situation.claims.id.length, found.claims);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        // A query that cannot be read finds nothing; showing everything would look like an answer.
        this.#matches = new Uint8Array(situation.claims.id.length);
        this.queryProblem = problemOf(error);
      },
    );
    return () => stop.abort();
  }
}

export const ledger = new LedgerStore();
