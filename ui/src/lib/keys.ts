// One table binds the keys and documents them. Pure, so that a test can read it.

export type Scope = 'Anywhere' | 'Lists' | 'Records' | 'Suggestions' | 'Attack tree';
export interface Binding { id: string; keys: string; label: string; scope: Scope; typing?: boolean }

export const bindings: readonly Binding[] = [
  { id: 'palette', keys: 'Mod+k', label: 'Go anywhere, do anything', scope: 'Anywhere', typing: true },
  { id: 'help', keys: '?', label: 'Why this figure (on a figure), or this sheet', scope: 'Anywhere' },
  { id: 'leave', keys: 'Escape', label: 'Close, leave, clear', scope: 'Anywhere', typing: true },
  { id: 'undo', keys: 'Mod+z', label: 'Undo the last edit', scope: 'Anywhere' },
  { id: 'nav', keys: '[', label: 'Fold or unfold the navigation', scope: 'Anywhere' },
  { id: 'theme', keys: 'Shift+T', label: 'Light or dark', scope: 'Anywhere' },
  { id: 'go.cockpit', keys: 'g c', label: 'Go to the cockpit', scope: 'Anywhere' },
  { id: 'go.tara', keys: 'g t', label: 'Go to the analyses (TARA)', scope: 'Anywhere' },
  { id: 'go.items', keys: 'g i', label: 'Go to the items', scope: 'Anywhere' },
  { id: 'go.risks', keys: 'g r', label: 'Go to the risks', scope: 'Anywhere' },
  { id: 'go.checks', keys: 'g f', label: 'Go to the findings of the checks', scope: 'Anywhere' },
  { id: 'go.ledger', keys: 'g l', label: 'Go to the ledger', scope: 'Anywhere' },
  { id: 'go.vulns', keys: 'g v', label: 'Go to the vulnerability findings', scope: 'Anywhere' },
  { id: 'filter', keys: '/', label: 'Filter or search on this page', scope: 'Lists' },
  { id: 'next', keys: 'j', label: 'Next row', scope: 'Lists' },
  { id: 'next', keys: 'ArrowDown', label: 'Next row', scope: 'Lists' },
  { id: 'previous', keys: 'k', label: 'Previous row', scope: 'Lists' },
  { id: 'previous', keys: 'ArrowUp', label: 'Previous row', scope: 'Lists' },
  { id: 'open', keys: 'Enter', label: 'Open the row', scope: 'Lists' },
  { id: 'peek', keys: 'Space', label: 'Show the row beside the list', scope: 'Lists' },
  { id: 'select', keys: 'x', label: 'Select the row', scope: 'Lists' },
  { id: 'create', keys: 'c', label: 'Create a record', scope: 'Lists' },
  { id: 'edit', keys: 'e', label: 'Edit', scope: 'Records' },
  { id: 'actions', keys: '.', label: 'Actions', scope: 'Records' },
  { id: 'accept', keys: 'a', label: 'Accept the suggestion, or all selected', scope: 'Suggestions' },
  { id: 'reject', keys: 'r', label: 'Reject it, or all selected, with a reason', scope: 'Suggestions' },
  { id: 'factor.1', keys: '1', label: 'First factor of the rating', scope: 'Attack tree' },
  { id: 'factor.2', keys: '2', label: 'Second factor', scope: 'Attack tree' },
  { id: 'factor.3', keys: '3', label: 'Third factor', scope: 'Attack tree' },
  { id: 'factor.4', keys: '4', label: 'Fourth factor', scope: 'Attack tree' },
  { id: 'factor.5', keys: '5', label: 'Fifth factor', scope: 'Attack tree' },
  { id: 'left', keys: 'ArrowLeft', label: 'Step to the left', scope: 'Attack tree' },
  { id: 'right', keys: 'ArrowRight', label: 'Step to the right', scope: 'Attack tree' },
  { id: 'fold', keys: 'o', label: 'Fold or unfold the steps below', scope: 'Attack tree' },
  { id: 'fit', keys: '0', label: 'Fit the tree to the window', scope: 'Attack tree' },
  { id: 'insight', keys: 'i', label: 'Why, who can, what would move it, which control pays', scope: 'Attack tree' },
  { id: 'move', keys: 'm', label: 'Take the step; at its new parent: hang it there', scope: 'Attack tree' },
  { id: 'share', keys: 's', label: 'Share the taken step with this parent', scope: 'Attack tree' },
  { id: 'zoom.in', keys: '+', label: 'Zoom in', scope: 'Attack tree' },
  { id: 'zoom.out', keys: '-', label: 'Zoom out', scope: 'Attack tree' },
];

export interface Press {
  key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean;
}

/** The name of a key press as the table writes it. */
export function chordOf(press: Press): string {
  const key = press.key === ' ' ? 'Space' : press.key;
  if (press.altKey) { return `Alt+${key}`; }
  if (press.ctrlKey || press.metaKey) { return `Mod+${key.toLowerCase()}`; }
  if (press.shiftKey && key.length === 1 && /[A-Z]/.test(key)) { return `Shift+${key}`; }
  return key;
}

/** What a press means after the presses before it: bindings that fit, or a sequence begun. */
export function resolve(
  prefix: string, chord: string, isTyping: boolean,
): { hits: Binding[]; prefix: string } {
  const text = prefix ? `${prefix} ${chord}` : chord;
  const usable = bindings.filter((b) => !isTyping || b.typing);
  const hits = usable.filter((b) => b.keys === text);
  if (hits.length > 0) { return { hits, prefix: '' }; }
  if (usable.some((b) => b.keys.startsWith(`${text} `))) { return { hits: [], prefix: text }; }
  return prefix ? resolve('', chord, isTyping) : { hits: [], prefix: '' };
}

/** The keys as a person reads them. */
export function showKeys(keys: string, isMac: boolean): string[] {
  const names: Record<string, string> = {
    Mod: isMac ? 'Cmd' : 'Ctrl', ArrowDown: 'Down', ArrowUp: 'Up', ArrowLeft: 'Left',
    ArrowRight: 'Right', Escape: 'Esc',
  };
  return keys.split(/ |(?<=\w)\+/).map((k) => names[k] ?? (k.length === 1 ? k.toUpperCase() : k));
}
