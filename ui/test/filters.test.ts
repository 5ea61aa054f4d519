import { describe, expect, it } from 'vitest';
import { columnsOf, filtersOf, listQuery, nextSort, widthOf, windowOf } from '../src/lib/filters';
import type { Entity } from '../src/lib/types';

const entity: Entity = {
  name: 'threat_scenario', path: 'threat-scenarios', command: 'threat-scenario', key_prefix: 'TS', module: 'tara',
  title: 'Threat scenario', plural: 'Threat scenarios', about: '', clauses: [], title_field: 'title', parent_field: null,
  fields: [
    { name: 'title', label: 'Title', type: 'text', is_listed: true },
    { name: 'asset', label: 'Asset', type: 'ref', is_listed: true },
    { name: 'property', label: 'Property', type: 'choice', is_listed: true, choices: [{ id: 'I', label: 'Integrity' }] },
    { name: 'second', label: 'Second', type: 'ref', is_listed: true },
    { name: 'cause', label: 'Cause', type: 'prose', is_listed: true },
  ],
  states: [{ id: 'draft', label: 'Draft' }], verbs: [],
};

describe('filters of a list', () => {
  it('become chips in words', () => {
    expect(filtersOf(entity, { state: 'draft', property: 'I', sort: 'key', peek: 'TS-1', evil: 'x' })).toEqual([
      { name: 'state', label: 'State', value: 'draft', shown: 'Draft' },
      { name: 'property', label: 'Property', value: 'I', shown: 'Integrity' },
    ]);
  });
  it('reach the server without what it does not know', () => {
    expect(listQuery(entity, { state: 'draft', cols: 'key', peek: 'TS-1', evil: 'x', q: 'a&b' }, { limit: 100 }))
      .toBe('?state=draft&q=a%26b&limit=100');
  });
  it('sort up, down, not at all', () => {
    expect(nextSort(undefined, 'key')).toBe('key');
    expect(nextSort('key', 'key')).toBe('-key');
    expect(nextSort('-key', 'key')).toBe(null);
    expect(nextSort('-key', 'title')).toBe('title');
  });
});

describe('columns of a list', () => {
  it('are what the entity lists and a small screen holds', () => {
    const columns = columnsOf(entity, null);
    expect(columns).toEqual(['key', 'title', 'asset', 'property', 'changed_at']);
    const fixed = columns.reduce((n, c) => n + (widthOf(entity, c) ?? 300), 36);
    expect(fixed).toBeLessThanOrEqual(1366 - 224);
  });
  it('follow the address, without columns that do not exist', () => {
    expect(columnsOf(entity, 'key,evil,cause')).toEqual(['key', 'cause']);
  });
});

describe('the drawn part of a long table', () => {
  it('holds what is in sight and a little more', () => {
    expect(windowOf(10_000, 32, 3200, 640)).toEqual({ from: 88, to: 132 });
  });
  it('stays inside the list', () => {
    expect(windowOf(3, 32, 0, 640)).toEqual({ from: 0, to: 3 });
    expect(windowOf(3, 32, 99_999, 640)).toEqual({ from: 3, to: 3 });
  });
});
