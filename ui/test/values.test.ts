import { describe, expect, it } from 'vitest';
import type { Field, LedgerEntry, Rec } from '../src/lib/types';
import { clashesOf, inOneAct, isSame, textOf, visibleChanges, wireOf, wordDiff } from '../src/lib/values';

const ref = { id: '1', key: 'TS-0001', entity: 'threat_scenario', title: 'Spoofing' };
const field = (name: string, more: Partial<Field> = {}): Field => ({ name, label: name, type: 'text', ...more });
const record = (fields: Record<string, unknown>, revision = 1): Rec => ({
  id: '1', key: 'X-1', entity: 'x', title: 'x', revision, state: null, owner: null,
  created_at: '', changed_at: '', retired_at: null, content_hash: '', fields,
});

describe('values', () => {
  it('read as a person reads them', () => {
    expect(textOf(ref)).toBe('TS-0001 Spoofing');
    expect(textOf([ref, ref])).toBe('TS-0001 Spoofing, TS-0001 Spoofing');
    expect(textOf('a', field('f', { type: 'choice', choices: [{ id: 'a', label: 'Alpha' }] }))).toBe('Alpha');
    expect(textOf(3, field('f', { unit: 'days' }))).toBe('3 days');
    expect(textOf(null)).toBe('');
    expect(textOf(false)).toBe('no');
  });
  it('travel as keys, empty as null', () => {
    expect(wireOf(ref)).toBe('1');
    expect(wireOf([ref])).toEqual(['1']);
    expect(wireOf('')).toBe(null);
    expect(isSame(ref, { ...ref, title: 'renamed' })).toBe(true);
  });
  it('hide changes that change nothing to read', () => {
    expect(visibleChanges([{ field: 'a', label: 'A', from: null, to: '' }])).toEqual([]);
  });
});

describe('three versions of a record', () => {
  const fields = [field('a'), field('b'), field('c')];
  it('collide only where both moved apart', () => {
    const rows = clashesOf(fields, record({ a: '1', b: '1', c: '1' }), { a: '2', b: '2' }, record({ a: '3', b: '2', c: '9' }, 2));
    expect(rows.map((r) => [r.field.name, r.isClash])).toEqual([['a', true], ['b', false], ['c', false]]);
  });
  it('do not collide when nobody touched my field', () => {
    const rows = clashesOf(fields, record({ a: '1' }), { a: '2' }, record({ a: '1', b: 'new' }, 2));
    expect(rows.some((r) => r.isClash)).toBe(false);
  });
});

describe('the difference of two texts', () => {
  it('marks the words that left and came', () => {
    expect(wordDiff('the lamp is on', 'the lamp is off')).toEqual([
      { text: 'the lamp is ', kind: 'same' }, { text: 'on', kind: 'out' }, { text: 'off', kind: 'in' },
    ]);
  });
  it('keeps both texts whole', () => {
    const a = 'one two three four';
    const b = 'zero two four five';
    const parts = wordDiff(a, b);
    expect(parts.filter((p) => p.kind !== 'in').map((p) => p.text).join('')).toBe(a);
    expect(parts.filter((p) => p.kind !== 'out').map((p) => p.text).join('')).toBe(b);
  });
  it('handles empty texts', () => {
    expect(wordDiff('', '')).toEqual([]);
    expect(wordDiff('', 'x')).toEqual([{ text: 'x', kind: 'in' }]);
  });
});

describe('entries of the ledger', () => {
  it('of one act stand behind its last one', () => {
    const entry = (seq: number, at: string, verb: string, actor = 'a') => ({ seq, at, verb, actor }) as LedgerEntry;
    const acts = inOneAct([entry(5, '12:01', 'change'), entry(4, '12:00', 'import'), entry(3, '12:00', 'import'), entry(2, '12:00', 'import', 'b')]);
    expect(acts.map((a) => [a.last.seq, a.others])).toEqual([[5, 0], [4, 1], [2, 0]]);
    expect(inOneAct([])).toEqual([]);
  });
});
