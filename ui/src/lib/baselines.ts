// What a baseline holds and what lies between two states, field by field. Pure.
import type { Change, Entity, Rec } from './types';
import { isSame } from './values';

export interface Line { entity: string; id: string; key: string; title?: string; revision: number; content_hash: string }
export interface Contents { root: string; items: Line[] }
export interface LineChange { change: 'added' | 'removed' | 'changed'; before: Line | null; after: Line | null }
export interface Changes { is_same: boolean; items: LineChange[] }

export interface Kind<T> { entity: string; items: T[] }

/** Grouped by entity in the order given, within it by key. */
export function byEntity<T>(items: T[], lineOf: (item: T) => Line, order: string[]): Kind<T>[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const { entity } = lineOf(item);
    groups.set(entity, [...(groups.get(entity) ?? []), item]);
  }
  const place = (name: string) => { const at = order.indexOf(name); return at < 0 ? order.length : at; };
  return [...groups].map(([entity, list]) => ({
    entity, items: list.sort((a, b) => lineOf(a).key.localeCompare(lineOf(b).key, 'en', { numeric: true })),
  })).sort((a, b) => place(a.entity) - place(b.entity));
}

export function fits(line: Line, words: string): boolean {
  const want = words.trim().toLowerCase();
  return !want || `${line.key} ${line.title ?? ''} ${line.entity.replaceAll('_', ' ')}`.toLowerCase().includes(want);
}

/** Fields, state and owner that differ between two states of one record; an absent one counts as empty. */
export function differences(entity: Entity, before: Rec | null, after: Rec | null): Change[] {
  const changes: Change[] = entity.fields
    .map((f) => ({ field: f.name, label: f.label, from: before?.fields[f.name] ?? null, to: after?.fields[f.name] ?? null }))
    .filter((c) => !isSame(c.from, c.to));
  const labelOf = (id: string | null | undefined) => entity.states.find((s) => s.id === id)?.label ?? id ?? null;
  if (before && after && before.state !== after.state) {
    changes.unshift({ field: 'state', label: 'State', from: labelOf(before.state), to: labelOf(after.state) });
  }
  if (before && after && !isSame(before.owner, after.owner)) {
    changes.push({ field: 'owner', label: 'Owner', from: before.owner, to: after.owner });
  }
  return changes;
}
