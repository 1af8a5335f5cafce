/** Light or dark: as the system has it, until somebody says otherwise. */
import { keep, kept } from './kept';

export const CHOICES = ['auto', 'light', 'dark'] as const;
export type Choice = (typeof CHOICES)[number];
export type Theme = 'light' | 'dark';

class ThemeStore {
  choice: Choice = $state(CHOICES.find((c) => c === kept('theme')) ?? 'auto');
  #system: Theme = $state('light');
  now: Theme = $derived(this.choice === 'auto' ? this.#system : this.choice);

  constructor() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.#system = dark.matches ? 'dark' : 'light';
    dark.addEventListener('change', () => (this.#system = dark.matches ? 'dark' : 'light'));
  }

  choose(choice: Choice): void {
    this.choice = choice;
    keep('theme', choice);
  }
}

export const theme = new ThemeStore();
