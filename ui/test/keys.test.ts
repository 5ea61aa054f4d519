import { describe, expect, it } from 'vitest';
import { bindings, chordOf, resolve, showKeys } from '../src/lib/keys';

const press = (key: string, more = {}) =>
  ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe('the keyboard table', () => {
  it('binds no keys twice within one scope', () => {
    const seen = new Set<string>();
    for (const b of bindings) {
      const name = `${b.scope} ${b.keys}`;
      expect(seen.has(name), name).toBe(false);
      seen.add(name);
    }
  });
  it('documents every binding', () => {
    for (const b of bindings) { expect(b.label.length).toBeGreaterThan(3); }
  });
  it('has no key that is also the start of a sequence', () => {
    const starts = new Set(bindings.filter((b) => b.keys.includes(' ')).map((b) => b.keys.split(' ')[0]));
    for (const b of bindings) { expect(starts.has(b.keys), b.keys).toBe(false); }
  });
  it('names a press as the table writes it', () => {
    expect(chordOf(press('k', { ctrlKey: true }))).toBe('Mod+k');
    expect(chordOf(press('K', { metaKey: true }))).toBe('Mod+k');
    expect(chordOf(press(' '))).toBe('Space');
    expect(chordOf(press('T', { shiftKey: true }))).toBe('Shift+T');
    expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
  });
  it('follows a sequence of two keys', () => {
    const first = resolve('', 'g', false);
    expect(first).toEqual({ hits: [], prefix: 'g' });
    expect(resolve(first.prefix, 'l', false).hits.map((b) => b.id)).toEqual(['go.ledger']);
  });
  it('starts anew when a sequence leads nowhere', () => {
    expect(resolve('g', 'j', false).hits.map((b) => b.id)).toEqual(['next']);
  });
  it('leaves letters to a text field, but not Ctrl-K and Escape', () => {
    expect(resolve('', 'j', true).hits).toEqual([]);
    expect(resolve('', 'Mod+k', true).hits.map((b) => b.id)).toEqual(['palette']);
    expect(resolve('', 'Escape', true).hits.map((b) => b.id)).toEqual(['leave']);
  });
  it('writes keys for people', () => {
    expect(showKeys('Mod+k', false)).toEqual(['Ctrl', 'K']);
    expect(showKeys('g l', false)).toEqual(['G', 'L']);
    expect(showKeys('+', false)).toEqual(['+']);
  });
});
