import { describe, expect, it } from 'vitest';
import { fits } from '../src/lib/tara';
import type { Risk } from '../src/lib/types';

const risk = (category: string, treatment: string | null) => ({
  threat: { key: 'TS-0001', title: 'Spoofed request' }, damage: { key: 'DS-0002', title: 'Lamps off' }, category, treatment,
}) as unknown as Risk;
const all = { category: '', treatment: '', words: '' };

describe('the filters of the matrix', () => {
  it('let everything pass when nothing is asked', () => { expect(fits(risk('S', null), all)).toBe(true); });
  it('ask for category, words of threat or damage, and treatment', () => {
    expect(fits(risk('S', 'Reduce'), { ...all, category: 'O' })).toBe(false);
    expect(fits(risk('S', 'Reduce'), { ...all, words: 'lamps' })).toBe(true);
    expect(fits(risk('S', 'Reduce'), { ...all, words: 'brakes' })).toBe(false);
    expect(fits(risk('S', 'Reduce'), { ...all, treatment: 'Reduce' })).toBe(true);
    expect(fits(risk('S', 'Reduce'), { ...all, treatment: 'none' })).toBe(false);
    expect(fits(risk('S', null), { ...all, treatment: 'none' })).toBe(true);
  });
});
