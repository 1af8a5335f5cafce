/** Keys that work on the whole page. Letters are left alone while something is typed or a dialog is open. */
import { COMMANDS, keys } from '../state/commands.svelte';
import { ledger } from '../state/ledger.svelte';

const PANES = ['pane-facets', 'pane-map', 'pane-timeline', 'pane-figures', 'pane-claims', 'pane-source', 'pane-keys'];

const typing = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input:not([type=checkbox], [type=radio]), textarea, select') !== null;

/** Puts the focus where work in a pane begins: its list if it has one, else the pane itself. */
export function focusPane(id: string): void {
  const pane = document.getElementById(id);
  const inner = pane?.querySelector<HTMLElement>('[role=tree]');
  (inner ?? pane)?.focus();
}

function nextPane(step: 1 | -1): void {
  const now = PANES.findIndex((id) => document.getElementById(id)?.contains(document.activeElement));
  const from = now < 0 ? (step === 1 ? -1 : 0) : now;
  focusPane(PANES[(from + step + PANES.length) % PANES.length]!);
}

export function onkeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (event.key === 'F6') {
    nextPane(event.shiftKey ? -1 : 1);
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  if (event.key === 'Escape') ledger.select(null);
  if (!keys.on) return;
  if (event.key === '/') {
    document.querySelector<HTMLElement>('[data-search]')?.focus();
    event.preventDefault();
    return;
  }
  const command = COMMANDS.find((c) => c.key === event.key);
  if (!command) return;
  event.preventDefault();
  command.run();
}
