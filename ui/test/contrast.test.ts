/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast } from './contrast';

// Reads the sheet itself, so that a changed token is measured and not a copy of it.
const sheet = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Record<string, string> {
  const at = sheet.indexOf(`${selector} {`);
  const block = sheet.slice(sheet.indexOf('{', at) + 1, sheet.indexOf('}', at));
  const found: Record<string, string> = {};
  for (const m of block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\s*;/gi)) { found[m[1]!] = m[2]!; }
  return found;
}

const themes = { light: tokensOf(':root'), dark: tokensOf(":root[data-theme='dark']") };
const surfaces = ['surface-0', 'surface-1', 'surface-2'];
const texts = ['text-1', 'text-2', 'text-3', 'good', 'warn', 'bad', 'info'];

describe.each(Object.entries(themes))('%s', (_, t) => {
  const pairs: [string, string, number][] = [
    ...texts.flatMap((text) => surfaces.map((s): [string, string, number] => [text, s, 4.5])),
    ...['surface-0', 'surface-1', 'surface-2'].map((s): [string, string, number] => ['accent', s, 4.5]),
    ['text-1', 'select', 4.5], ['text-2', 'select', 4.5], ['on-accent', 'accent', 4.5], ['on-risk', 'banner', 4.5],
    ...[1, 2, 3, 4, 5].map((n): [string, string, number] => ['on-risk', `risk-${n}`, 4.5]),
    ['line-strong', 'surface-0', 3], ['line-strong', 'surface-1', 3], ['accent', 'surface-1', 3],
  ];
  it.each(pairs)('%s on %s is at least %f', (front, back, least) => {
    expect(t[front], front).toBeDefined();
    expect(t[back], back).toBeDefined();
    expect(contrast(t[front]!, t[back]!)).toBeGreaterThanOrEqual(least);
  });
});

it('measures as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 2);
});
