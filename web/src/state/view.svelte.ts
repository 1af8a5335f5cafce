/** The one view state. It lives in the address: back, forward and a link that is sent all work by themselves. */
import { START, formatAddress, parseAddress, type View } from './address';
import type { FacetKey } from './facets';

type How = 'push' | 'replace';

/** Browsers refuse more than a hundred changes of the address in half a minute; a map that pans makes more. */
const REST_MS = 300;

class ViewStore {
  now: View = $state.raw(parseAddress(location.search));
  #written = location.search;
  #later: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    addEventListener('popstate', () => {
      this.#cancel();
      this.#written = location.search;
      this.now = parseAddress(location.search);
    });
    addEventListener('pagehide', () => this.#flush());
  }

  change(patch: Partial<View>, how: How = 'push'): void {
    this.now = { ...this.now, ...patch };
    if (how === 'push') {
      this.#cancel();
      this.#write('push');
    } else {
      this.#later ??= setTimeout(() => this.#flush(), REST_MS);
    }
  }

  goTo(search: string): void {
    this.change(parseAddress(search));
  }

  /** Every filter off; selection, grouping and map stay. */
  clear(): void {
    this.change({ wanted: START.wanted, range: null, figures: false, q: '' });
  }

  toggle(key: FacetKey, value: string): void {
    const values = this.now.wanted[key] ?? [];
    const next = values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
    this.only(key, next);
  }

  only(key: FacetKey, values: string[]): void {
    const wanted = { ...this.now.wanted };
    if (values.length > 0) wanted[key] = values;
    else delete wanted[key];
    this.change({ wanted });
  }

  #cancel(): void {
    if (this.#later !== null) clearTimeout(this.#later);
    this.#later = null;
  }

  #flush(): void {
    if (this.#later === null) return;
    this.#cancel();
    this.#write('replace');
  }

  #write(how: How): void {
    const search = formatAddress(this.now);
    if (search === this.#written) return;
    this.#written = search;
    const url = search === '' ? location.pathname : search;
    if (how === 'push') history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  }
}

export const view = new ViewStore();

/** The address of the view without what is only selected: what a saved view keeps. */
export function viewAddress(): string {
  return formatAddress({ ...view.now, id: null, event: null });
}
