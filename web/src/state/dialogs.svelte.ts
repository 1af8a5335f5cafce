/** Which dialog is open, beside that of a decision. */
export type Dialog = 'add' | 'log' | 'keys' | null;

class DialogStore {
  open: Dialog = $state(null);
  /** Text that the add dialog begins with. */
  pasted = '';
  /** Tab of the source pane. */
  tab: 'source' | 'values' | 'record' = $state('source');
}

export const dialogs = new DialogStore();
