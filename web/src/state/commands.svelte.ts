/** What can be done to the selected claim: one table for the keys, the bar at the bottom and the help. */
import { t } from '../strings';
import { decide, type ActName } from './decide.svelte';
import { dialogs } from './dialogs.svelte';
import { keep, kept } from './kept';
import { ledger } from './ledger.svelte';
import { notices } from './notices.svelte';
import { session } from './session.svelte';

export interface Command {
  key: string;
  label: string;
  /** Acts on the selected claim. */
  onClaim: boolean;
  /** Writes a decision. */
  writes: boolean;
  run: () => void;
}

function selectedId(): string | null {
  const { situation, selected } = ledger;
  return situation?.claims.id[selected?.claim ?? -1] ?? null;
}

function act(name: ActName): () => void {
  return () => {
    const id = selectedId();
    if (!session.reviews) notices.say(t.review.readOnly, 'bad');
    else if (id !== null || name === 'undo') decide.begin(name, id ?? '');
    else notices.say(t.review.selectFirst);
  };
}

/** The next claim that waits, after the selected one, among those shown first. */
export function nextWaiting(): void {
  const { situation, filtered, selected } = ledger;
  if (!situation || !filtered) return;
  const waits = situation.waiting;
  const at = waits.findIndex((w) => w.claim === selected?.claim);
  for (let step = 1; step <= waits.length; step += 1) {
    const next = waits[(at + step) % waits.length];
    if (next && filtered.shown[next.claim] === 1 && next.claim !== selected?.claim) {
      ledger.select({ claim: next.claim, event: situation.claims.event[next.claim] ?? -1 });
      return;
    }
  }
  notices.say(waits.length === 0 ? t.review.nothingWaits : t.review.nothingElseWaits);
}

function command(key: string, name: ActName): Command {
  return { key, label: t.review.acts[name], onClaim: name !== 'undo', writes: true, run: act(name) };
}

export const COMMANDS: Command[] = [
  command('a', 'accept'),
  command('e', 'edit'),
  command('r', 'reject'),
  command('s', 'split'),
  command('m', 'join'),
  command('x', 'link'),
  command('o', 'note'),
  command('u', 'undo'),
  { key: 'n', label: t.review.next, onClaim: false, writes: false, run: nextWaiting },
  {
    key: '?',
    label: t.review.why,
    onClaim: true,
    writes: false,
    run: () => {
      if (selectedId() === null) notices.say(t.review.selectFirst);
      else dialogs.tab = 'values';
    },
  },
];

class KeyStore {
  /** Single letters can be turned off: they get in the way of speech input. */
  on = $state(kept('keys') !== 'off');

  turn(on: boolean): void {
    this.on = on;
    keep('keys', on ? 'on' : 'off');
  }
}

export const keys = new KeyStore();
