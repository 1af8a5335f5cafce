/** Short news at the edge of the page: read out, gone by themselves. */
export interface Notice {
  key: number;
  text: string;
  tone: 'quiet' | 'good' | 'bad';
}

const STAY_MS = 8000;

class NoticeStore {
  list: Notice[] = $state.raw([]);
  #next = 0;

  say(text: string, tone: Notice['tone'] = 'quiet'): void {
    const key = (this.#next += 1);
    this.list = [...this.list.slice(-3), { key, text, tone }];
    if (tone !== 'bad') setTimeout(() => this.drop(key), STAY_MS);
  }

  drop(key: number): void {
    this.list = this.list.filter((notice) => notice.key !== key);
  }
}

export const notices = new NoticeStore();
