// Suggestions in the order of the work: by what they concern, undecided first, trees below their threats. Pure.
import type { Rec, Ref } from './types';
import { isRef } from './values';

export const strideWords: Record<string, string> = {
  S: 'spoofing', T: 'tampering', R: 'repudiation', I: 'information disclosure', D: 'denial of service',
  E: 'elevation of privilege',
};
export interface Step { title: string; touches?: string[]; rating?: Record<string, string> }
export type Show = 'proposed' | 'accepted' | 'rejected' | 'all';
export interface Group { key: string; subject: Ref | null; rows: Rec[]; open: number }
export interface Counts { proposed: number; accepted: number; rejected: number; all: number; lapsed: number }

const textIn = (r: Rec, name: string) => (typeof r.fields[name] === 'string' ? (r.fields[name] as string) : '');
export const estimateOf = (r: Rec) => ({ level: textIn(r, 'estimate'), points: r.fields.estimate_points as number | null });
export const isLapsed = (r: Rec) => r.fields.lapsed === true;
export const isTree = (r: Rec) => r.fields.entity === 'attack_tree';
export function stepsOf(r: Rec): Step[] {
  return Array.isArray(r.fields.steps) ? (r.fields.steps as Step[]) : [];
}
/** The way to it, one sentence a step: what the attacker does, and what of the architecture allows it. */
export function wayOf(r: Rec): { step: string; because: string }[] {
  return textIn(r, 'path').split('\n').filter((line) => line !== '').map((line) => {
    const words = line.replace(/^\d+\. /, '').replace(/\.$/, '');
    const at = words.indexOf(', because ');
    return at < 0 ? { step: words, because: '' } : { step: words.slice(0, at), because: words.slice(at + 10) };
  });
}

export function countsOf(all: Rec[]): Counts {
  const counts: Counts = { proposed: 0, accepted: 0, rejected: 0, all: all.length, lapsed: 0 };
  for (const r of all) {
    if (r.state === 'proposed' || r.state === 'accepted' || r.state === 'rejected') { counts[r.state] += 1; }
    if (isLapsed(r)) { counts.lapsed += 1; }
  }
  return counts;
}

/** A tree is listed where the threat is that it is for. */
function homeOf(r: Rec, byResult: Map<string, Rec>): Rec {
  const subject = r.fields.subject;
  return (isTree(r) && isRef(subject) && byResult.get(subject.id)) || r;
}

export function groupsOf(all: Rec[], show: Show, words: string): Group[] {
  const byResult = new Map<string, Rec>();
  for (const r of all) { if (isRef(r.fields.result)) { byResult.set(r.fields.result.id, r); } }
  const want = words.trim().toLowerCase();
  const groups = new Map<string, Group>();
  const home = new Map(all.map((r) => [r.id, homeOf(r, byResult)]));
  for (const r of all) {
    const subject = home.get(r.id)!.fields.subject;
    const named = isRef(subject) ? subject : null;
    const read = `${r.key} ${r.title} ${textIn(r, 'annex5')} ${named?.key ?? ''} ${named?.title ?? ''}`.toLowerCase();
    if ((show !== 'all' && r.state !== show) || (want && !read.includes(want))) { continue; }
    const key = named?.key ?? '';
    const group = groups.get(key) ?? { key, subject: named, rows: [], open: 0 };
    group.rows.push(r);
    group.open += r.state === 'proposed' ? 1 : 0;
    groups.set(key, group);
  }
  for (const g of groups.values()) {
    g.rows.sort((a, b) => {
      const [x, y] = [home.get(a.id)!, home.get(b.id)!];
      return x.title.localeCompare(y.title) || x.key.localeCompare(y.key) || Number(a !== x) - Number(b !== y);
    });
  }
  const rank = (g: Group) => ({ component: 0, channel: 1, data_flow: 2 } as Record<string, number>)[g.subject?.entity ?? ''] ?? 3;
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || a.key.localeCompare(b.key));
}

/** Where to go after deciding: the next undecided row, else the one before, else the row itself. */
export function nextOpen(rows: Rec[], from: number, decided: Set<string>): number {
  const isOpen = (r: Rec) => r.state === 'proposed' && !decided.has(r.id);
  const after = rows.findIndex((r, i) => i > from && isOpen(r));
  if (after >= 0) { return after; }
  const before = rows.findLastIndex((r, i) => i < from && isOpen(r));
  return before >= 0 ? before : from;
}
