/** Reports that are being added, with how far each has come. */
import { api, problemOf } from '../api/client';
import type { Job } from '../api/types';

export interface Shown extends Job {
  key: number;
}

const running = (job: Job) => job.state === 'waiting' || job.state === 'reading';

/** Uploads at once: enough to keep the reader busy, few enough to leave the page its connections. */
const AT_ONCE = 2;

class JobStore {
  list: Shown[] = $state.raw([]);
  /** What the event stream told, by id: it is often faster than the answer that names the job. */
  #heard = new Map<string, Job>();
  #next = 0;
  #running = 0;
  #queue: (() => Promise<void>)[] = [];
  waiting = $derived(this.list.filter(running).length);

  add(body: Blob, about: { name: string; published: string; publisher: string }): void {
    const key = (this.#next += 1);
    this.list = [...this.list, { key, id: '', name: about.name, state: 'waiting', outcome: null }];
    this.#queue.push(async () => {
      try {
        const job = await api.add(body, about);
        this.#set(key, this.#heard.get(job.id) ?? job);
      } catch (error) {
        this.#set(key, { state: 'failed', outcome: problemOf(error).error });
      }
    });
    void this.#work();
  }

  told(job: Job): void {
    this.#heard.set(job.id, job);
    const known = this.list.find((shown) => shown.id === job.id);
    if (known) this.#set(known.key, job);
  }

  /** Asks after what was being read while nothing was heard. */
  async refresh(): Promise<void> {
    for (const job of this.list) {
      if (job.id !== '' && running(job)) this.told(await api.job(job.id));
    }
  }

  clear(): void {
    this.list = this.list.filter(running);
  }

  #set(key: number, patch: Partial<Job>): void {
    this.list = this.list.map((job) => (job.key === key ? { ...job, ...patch } : job));
  }

  async #work(): Promise<void> {
    if (this.#running >= AT_ONCE) return;
    this.#running += 1;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await next();
    this.#running -= 1;
  }
}

export const jobs = new JobStore();
