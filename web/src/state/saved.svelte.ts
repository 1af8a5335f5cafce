/** Named views: addresses that this browser keeps. */
import { keep, keptJson } from './kept';
import { viewAddress } from './view.svelte';

export interface SavedView {
  name: string;
  address: string;
}

function fits(value: unknown): value is SavedView[] {
  return Array.isArray(value) && value.every((v) => typeof v?.name === 'string' && typeof v?.address === 'string');
}

class SavedStore {
  list: SavedView[] = $state.raw(keptJson('views', [], fits));

  save(name: string): void {
    this.#set([...this.list.filter((v) => v.name !== name), { name, address: viewAddress() }]);
  }

  drop(name: string): void {
    this.#set(this.list.filter((v) => v.name !== name));
  }

  #set(list: SavedView[]): void {
    this.list = list.sort((a, b) => a.name.localeCompare(b.name));
    keep('views', JSON.stringify(this.list));
  }
}

export const saved = new SavedStore();
