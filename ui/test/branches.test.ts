import { describe, expect, it } from 'vitest';
import { clashesIn, takeOf } from '../src/lib/branches';

const sentence = (key: string, was: string, here: string, there: string) => ({
  path: '', sentence: `${key} changed on both sides: it was ${was}, is ${here} here and ${there} in the file; choose ${key}=ours or =theirs`,
});

describe('branches', () => {
  it('tell what both sides changed, with its three values', () => {
    const { clashes, rest } = clashesIn([sentence('TS-0001.title', '"Old"', '"Ours"', '"Theirs, and is more"')]);
    expect(rest).toEqual([]);
    expect(clashes).toEqual([
      { id: 'TS-0001.title', key: 'TS-0001', field: 'title', before: '"Old"', here: '"Ours"', there: '"Theirs, and is more"' },
    ]);
  });
  it('read values of several lines', () => {
    expect(clashesIn([sentence('AS-0002.description', 'nothing', '"a\nb"', 'nothing')]).clashes[0]?.here).toBe('"a\nb"');
  });
  it('leave what is no choice as it is', () => {
    expect(clashesIn([{ path: 'x', sentence: 'the archive ends early' }])).toEqual({ clashes: [], rest: ['the archive ends early'] });
  });
  it('send each choice once', () => {
    expect(takeOf({ 'TS-0001.title': 'ours', 'RV-0003.owner': 'theirs' })).toBe('TS-0001.title=ours RV-0003.owner=theirs');
    expect(takeOf({})).toBe('');
  });
});
