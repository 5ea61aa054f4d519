import { expect, it } from 'vitest';
import { absolute, ago } from '../src/lib/time';

const now = Date.parse('2026-11-22T12:00:00Z');

it('says how long ago', () => {
  expect(ago('2026-11-22T11:59:58Z', now)).toBe('now');
  expect(ago('2026-11-22T11:30:00Z', now)).toBe('30 min. ago');
  expect(ago('2026-11-21T12:00:00Z', now)).toBe('yesterday');
  expect(ago('2026-11-20T12:00:00Z', now)).toBe('2 days ago');
  expect(ago(null, now)).toBe('');
  expect(ago('not a time', now)).toBe('not a time');
});
it('says when, with the zone', () => {
  expect(absolute('2026-11-22T12:00:00.5+01:00')).toBe('2026-11-22 11:00:00 UTC');
});
