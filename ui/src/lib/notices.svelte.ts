// Short messages at the foot of the window, and the stack that undo takes from.
import { patch, post, wordsOf } from './api';
import type { Rec, Value } from './types';

export interface Notice { id: number; tone: 'good' | 'bad' | 'info'; text: string; undo?: boolean }
/** An act on several records is taken back as one: `also` names the others, all with their entity. */
export interface Part { entity: string; path: string; key: string; before: Record<string, Value> }
export interface Edit { path: string; key: string; label: string; before: Record<string, Value>; also?: Part[] }

const UNDO_MAX = 50;
let nextId = 1;
const state = $state<{ notices: Notice[]; edits: Edit[] }>({ notices: [], edits: [] });
export const notices = {
  get items() { return state.notices; },
  get canUndo() { return state.edits.length > 0; },
};

export function dismiss(id: number): void {
  state.notices = state.notices.filter((n) => n.id !== id);
}

export function say(text: string, tone: Notice['tone'] = 'good', undo = false): void {
  const id = nextId;
  nextId += 1;
  state.notices = [...state.notices.slice(-2), { id, tone, text, undo }];
  window.setTimeout(() => { dismiss(id); }, tone === 'bad' ? 12_000 : 5_000);
}

export function sayFault(e: unknown): void { say(wordsOf(e), 'bad'); }

export function remember(edit: Edit): void {
  state.edits = [...state.edits.slice(1 - UNDO_MAX), edit];
}

/** Takes back the last edit by writing the former value as a new revision; nothing is erased. */
export async function undo(current: (path: string, key: string) => Promise<Rec>): Promise<Rec | null> {
  const edit = state.edits.at(-1);
  if (!edit) { say('Nothing to undo.', 'info'); return null; }
  state.edits = state.edits.slice(0, -1);
  try {
    if (edit.also) {
      const records = await Promise.all(edit.also.map((part) => current(part.path, part.key)));
      await post('/bulk', {
        commands: edit.also.map((part, i) => ({ entity: part.entity, verb: 'change', key: part.key, revision: records[i]!.revision, fields: part.before, reason: 'undo' })),
      });
      say(`${edit.label} is taken back.`, 'info');
      return records[0] ?? null;
    }
    const record = await current(edit.path, edit.key);
    const fresh = await patch<Rec>(
      `/${edit.path}/${edit.key}`,
      { fields: edit.before, reason: 'undo' }, record.revision,
    );
    say(`${edit.label} of ${edit.key} is as before.`, 'info');
    return fresh;
  } catch (e) { sayFault(e); return null; }
}
