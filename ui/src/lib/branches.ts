// Work that comes back: what both sides changed, what somebody chose, what would follow. Pure.
import type { Problem } from './api';

export type Side = 'ours' | 'theirs';
export interface Clash { id: string; key: string; field: string; before: string; here: string; there: string }
export interface MergeChange { entity: string; key: string; verb: string; fields: string[] }
export interface MergeReport {
  created: number; changed: number; unchanged: number; contents: number; renamed: number; changes?: MergeChange[];
}

const CLASH = /^(\S+)\.(\w+) changed on both sides: it was (.*), is (.*) here and (.*) in the file; choose \1\.\2=ours or =theirs$/s;

/** Of what the server told, what somebody can choose about; the rest is a fault like any other. */
export function clashesIn(problems: Problem[]): { clashes: Clash[]; rest: string[] } {
  const clashes: Clash[] = [];
  const rest: string[] = [];
  for (const { sentence } of problems) {
    const found = CLASH.exec(sentence);
    if (!found) { rest.push(sentence); continue; }
    const [, key, field, before, here, there] = found as unknown as [string, string, string, string, string, string];
    clashes.push({ id: `${key}.${field}`, key, field, before, here, there });
  }
  return { clashes, rest };
}

/** The choices as the server reads them. */
export function takeOf(choices: Record<string, Side>): string {
  return Object.entries(choices).map(([id, side]) => `${id}=${side}`).join(' ');
}

/** The first words about a change: what is done to the record. */
export function verbWords(verb: string): string {
  return ({ create: 'new', change: 'changed', retire: 'retired', restore: 'restored' } as Record<string, string>)[verb]
    ?? verb.replaceAll('_', ' ');
}
