import { describe, expect, it } from 'vitest';
import { countsOf, groupsOf, nextOpen, wayOf } from '../src/lib/suggestions';
import type { Rec, Ref } from '../src/lib/types';

const ref = (entity: string, key: string): Ref => ({ id: `id-${key}`, key, entity, title: key });
function suggestion(key: string, title: string, state: string, fields: Record<string, unknown>): Rec {
  return {
    id: `id-${key}`, key, entity: 'suggestion', title, revision: 1, state, owner: null, created_at: '', changed_at: '',
    retired_at: null, content_hash: '', fields,
  };
}
const bus = ref('channel', 'CH-0001');
const unit = ref('component', 'CO-0002');
const all = [
  suggestion('SG-0001', 'Flooded', 'proposed', { subject: bus, entity: 'threat_scenario' }),
  suggestion('SG-0002', 'Replaced', 'accepted', { subject: unit, entity: 'threat_scenario', result: ref('threat_scenario', 'TS-0009') }),
  suggestion('SG-0003', 'A bug', 'rejected', { subject: unit, entity: 'threat_scenario', lapsed: true }),
  suggestion('SG-0004', 'Replaced', 'proposed', { subject: ref('threat_scenario', 'TS-0009'), entity: 'attack_tree' }),
];

describe('suggestions', () => {
  it('stand under what they concern, components first, a tree below its threat', () => {
    const groups = groupsOf(all, 'all', '');
    expect(groups.map((g) => g.key)).toEqual(['CO-0002', 'CH-0001']);
    expect(groups[0]!.rows.map((r) => r.key)).toEqual(['SG-0003', 'SG-0002', 'SG-0004']);
    expect(groups[0]!.open).toBe(1);
  });
  it('are filtered by state and by words', () => {
    expect(groupsOf(all, 'proposed', '').flatMap((g) => g.rows).map((r) => r.key)).toEqual(['SG-0004', 'SG-0001']);
    expect(groupsOf(all, 'all', 'flood').flatMap((g) => g.rows).map((r) => r.key)).toEqual(['SG-0001']);
    expect(groupsOf(all, 'all', 'ch-0001')).toHaveLength(1);
  });
  it('are counted', () => {
    expect(countsOf(all)).toEqual({ proposed: 2, accepted: 1, rejected: 1, all: 4, lapsed: 1 });
  });
  it('lead from one undecided to the next', () => {
    expect(nextOpen(all, 0, new Set(['id-SG-0001']))).toBe(3);
    expect(nextOpen(all, 3, new Set(['id-SG-0004']))).toBe(0);
    expect(nextOpen(all, 3, new Set(['id-SG-0004', 'id-SG-0001']))).toBe(3);
  });
  it('tell their way step by step', () => {
    const r = suggestion('SG-0005', 'x', 'proposed', { path: '1. Send on A, because A is far, B is on A.\n2. Use B.' });
    expect(wayOf(r)).toEqual([{ step: 'Send on A', because: 'A is far, B is on A' }, { step: 'Use B', because: '' }]);
  });
});
