/** The server's events: what others decide and what is being read shows without reloading the page. */
import { address } from '../api/client';
import type { Job, ServerEvent } from '../api/types';
import { t } from '../strings';
import { jobs } from './jobs.svelte';
import { ledger } from './ledger.svelte';
import { notices } from './notices.svelte';
import { session } from './session.svelte';

type Changed = Extract<ServerEvent, { changed: unknown }>['changed'];

class LiveStore {
  /** Whether the page hears of changes at this moment. */
  connected = $state(true);

  begin(): () => void {
    const stream = new EventSource(address.events());
    stream.addEventListener('open', () => {
      // What happened while nothing was heard is in the situation.
      if (!this.connected) {
        void ledger.reload();
        void jobs.refresh();
      }
      this.connected = true;
    });
    stream.addEventListener('error', () => (this.connected = false));
    stream.addEventListener('changed', (event) => this.#changed(JSON.parse(event.data) as Changed));
    stream.addEventListener('job', (event) => jobs.told(JSON.parse(event.data) as Job));
    return () => stream.close();
  }

  #changed(change: Changed): void {
    if (change.version === ledger.situation?.version) return;
    void ledger.reload().then(() => {
      if (change.by !== null && change.by !== session.who) notices.say(t.live.decided(change.by));
    });
  }
}

export const live = new LiveStore();
