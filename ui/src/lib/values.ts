// Field values: how they read, how they travel, how two versions differ. Pure.
import type { Change, Field, LedgerEntry, Rec, Ref, Value } from './types';

export function isRef(value: Value): value is Ref {
  return typeof value === 'object' && value !== null && 'id' in value && 'key' in value && 'entity' in value;
}

/** The key of the record that a ledger entry speaks of; empty where it speaks of none. */
export function keyOf(entry: { key?: string; ref?: Ref | null }): string {
  return entry.key || entry.ref?.key || '';
}

/** Entries, newest first, with those of one act behind its last one. */
export function inOneAct(entries: LedgerEntry[]): { last: LedgerEntry; others: number }[] {
  const acts: { last: LedgerEntry; others: number }[] = [];
  for (const e of entries) {
    const act = acts.at(-1);
    if (act && act.last.at === e.at && act.last.verb === e.verb && nameOf(act.last.actor) === nameOf(e.actor)) {
      act.others += 1;
    } else { acts.push({ last: e, others: 0 }); }
  }
  return acts;
}

export function nameOf(value: string | Ref | null | undefined): string {
  if (!value) { return ''; }
  return typeof value === 'string' ? value : value.title || value.key;
}

/** A value as a person reads it in a cell or a difference. */
export function textOf(value: Value, field?: Field): string {
  if (value === null || value === undefined || value === '') { return ''; }
  if (isRef(value)) { return value.title === value.key ? value.key : `${value.key} ${value.title}`.trim(); }
  if (Array.isArray(value)) { return value.map((v) => textOf(v, field)).join(', '); }
  if (typeof value === 'boolean') { return value ? 'yes' : 'no'; }
  if (field?.type === 'choice') {
    return field.choices?.find((c) => c.id === value)?.label ?? String(value);
  }
  if (typeof value === 'object') { return JSON.stringify(value); }
  return field?.unit ? `${String(value)} ${field.unit}` : String(value);
}

/** A value as the server takes it: references by key. */
export function wireOf(value: Value): Value {
  if (isRef(value)) { return value.id || value.key; }
  if (Array.isArray(value)) { return value.map(wireOf); }
  return value === '' || value === undefined ? null : value;
}

export function isSame(a: Value, b: Value): boolean {
  return JSON.stringify(wireOf(a)) === JSON.stringify(wireOf(b));
}

export interface Clash { field: Field; before: Value; mine: Value; theirs: Value; isClash: boolean }

/** Three-way comparison, field by field: what I changed, what they changed, where we collide. */
export function clashesOf(fields: Field[], before: Rec, mine: Record<string, Value>, theirs: Rec): Clash[] {
  const rows: Clash[] = [];
  for (const field of fields) {
    const was = before.fields[field.name];
    const other = theirs.fields[field.name];
    const own = field.name in mine ? mine[field.name] : was;
    const theyMoved = !isSame(was, other);
    const iMoved = !isSame(was, own);
    if (theyMoved || iMoved) {
      rows.push({
        field, before: was, mine: own, theirs: other, isClash: theyMoved && iMoved && !isSame(own, other),
      });
    }
  }
  return rows;
}

export interface Part { text: string; kind: 'same' | 'out' | 'in' }

/** Word by word difference of two texts: longest common run of words, quadratic in their count. */
export function wordDiff(from: string, to: string): Part[] {
  const a = from.split(/(\s+)/).filter((w) => w !== '');
  const b = to.split(/(\s+)/).filter((w) => w !== '');
  if (a.length * b.length > 1_000_000) {
    return [{ text: from, kind: 'out' }, { text: to, kind: 'in' }];
  }
  const width = b.length + 1;
  const run = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      run[i * width + j] = a[i] === b[j]
        ? run[(i + 1) * width + j + 1]! + 1
        : Math.max(run[(i + 1) * width + j]!, run[i * width + j + 1]!);
    }
  }
  const parts: Part[] = [];
  const add = (text: string, kind: Part['kind']) => {
    const last = parts.at(-1);
    if (last && last.kind === kind) { last.text += text; } else { parts.push({ text, kind }); }
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(a[i]!, 'same'); i += 1; j += 1;
    } else if (j >= b.length || (i < a.length && run[(i + 1) * width + j]! >= run[i * width + j + 1]!)) {
      add(a[i]!, 'out'); i += 1;
    } else {
      add(b[j]!, 'in'); j += 1;
    }
  }
  return parts;
}

/** The changes of a revision that carry something to read. */
export function visibleChanges(changes: Change[]): Change[] {
  return changes.filter((c) => textOf(c.from) !== textOf(c.to));
}
