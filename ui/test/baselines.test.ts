import { describe, expect, it } from 'vitest';
import { byEntity, differences, fits, type Line } from '../src/lib/baselines';
import type { Entity, Rec } from '../src/lib/types';

const line = (entity: string, key: string, title = ''): Line => ({ entity, id: key, key, title, revision: 1, content_hash: '' });
const entity = {
  name: 'asset', states: [{ id: 'draft', label: 'Draft' }, { id: 'done', label: 'Done' }],
  fields: [{ name: 'title', label: 'Title', type: 'text' }, { name: 'element', label: 'Element', type: 'any' }],
} as unknown as Entity;
const rec = (state: string, fields: Record<string, unknown>) => ({ state, owner: null, fields }) as unknown as Rec;

describe('baselines', () => {
  it('list by entity in the order of the model and by number', () => {
    const groups = byEntity([line('risk', 'RV-0002'), line('asset', 'AS-10000'), line('asset', 'AS-0002')], (l) => l, ['asset', 'risk']);
    expect(groups.map((g) => [g.entity, g.items.map((l) => l.key)])).toEqual([['asset', ['AS-0002', 'AS-10000']], ['risk', ['RV-0002']]]);
  });
  it('are filtered by key, title and kind', () => {
    expect(fits(line('threat_scenario', 'TS-0001', 'Spoofed'), 'spoof')).toBe(true);
    expect(fits(line('threat_scenario', 'TS-0001', 'Spoofed'), 'threat sc')).toBe(true);
    expect(fits(line('threat_scenario', 'TS-0001', 'Spoofed'), 'asset')).toBe(false);
  });
  it('differ field by field, references by what they name', () => {
    const ref = (title: string) => ({ id: 'x', key: 'CO-0001', entity: 'component', title });
    const before = rec('draft', { title: 'A', element: ref('Old name') });
    const after = rec('done', { title: 'B', element: ref('New name') });
    expect(differences(entity, before, after)).toEqual([
      { field: 'state', label: 'State', from: 'Draft', to: 'Done' }, { field: 'title', label: 'Title', from: 'A', to: 'B' },
    ]);
    expect(differences(entity, null, after).map((c) => c.field)).toEqual(['title', 'element']);
  });
});
