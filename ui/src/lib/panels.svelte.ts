// What lies over the page: the palette, the key sheet, the derivation, the questions asked.
import type { DerivationNode, Entity, Rec, Ref, Verb, Value } from './types';
import type { Clash } from './values';

export interface Reasoned { reason: string; password: string; expires: string }
type Question =
  | { kind: 'reason'; title: string; text: string; answer: (r: string | null) => void }
  | { kind: 'decide'; record: Rec; verb: Verb; entity: Entity; fault: string; answer: (r: Reasoned | null) => void }
  | { kind: 'confirm'; title: string; text: string; yes: string; danger: boolean; answer: (r: boolean) => void }
  | { kind: 'conflict'; record: Rec; clashes: Clash[]; answer: (r: Record<string, Value> | null) => void };

const state = $state<{
  isPaletteOpen: boolean; isHelpOpen: boolean; isNavFolded: boolean; question: Question | null; lastReason: string;
  derivation: { path: string; key: string; title: string; load?: () => Promise<DerivationNode> } | null;
  create: { entity: Entity; fields: Record<string, Value>; done: (r: Rec) => void } | null;
}>({
  isPaletteOpen: false, isHelpOpen: false, isNavFolded: innerWidth < 800, question: null, lastReason: '',
  derivation: null, create: null,
});
export const panels = state;

export function askReason(title: string, text: string): Promise<string | null> {
  return new Promise((answer) => { state.question = { kind: 'reason', title, text, answer }; });
}
export function askDecision(entity: Entity, record: Rec, verb: Verb, fault = ''): Promise<Reasoned | null> {
  return new Promise((answer) => { state.question = { kind: 'decide', entity, record, verb, fault, answer }; });
}
export function askConfirm(title: string, text: string, yes: string, danger = false): Promise<boolean> {
  return new Promise((answer) => { state.question = { kind: 'confirm', title, text, yes, danger, answer }; });
}
export function askConflict(record: Rec, clashes: Clash[]): Promise<Record<string, Value> | null> {
  return new Promise((answer) => { state.question = { kind: 'conflict', record, clashes, answer }; });
}
export function explain(path: string, to: { key: string; title: string } | Ref): void {
  state.derivation = { path, key: to.key, title: to.title };
}
export function openCreate(entity: Entity, fields: Record<string, Value>, done: (r: Rec) => void): void {
  state.create = { entity, fields, done };
}
