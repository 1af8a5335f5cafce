/** What this browser keeps: names of views, sizes of panes, the colours. Never anything out of a ledger. */
const PREFIX = 'tidings.';

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

export function keptJson<T>(name: string, other: T, fits: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(kept(name) ?? 'null');
    return fits(value) ? value : other;
  } catch {
    return other;
  }
}
