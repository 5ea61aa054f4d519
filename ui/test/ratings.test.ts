import { describe, expect, it } from 'vitest';
import { draftOf, fieldsOf, isComplete, pointsOf, whatIfOf } from '../src/lib/ratings';
import { countByValue, levelTone, sortedRisks } from '../src/lib/tara';
import type { Method, Rating, Risk } from '../src/lib/types';

const factor = (id: string) => ({ id, label: id, levels: [{ id: 'low', label: 'Low', value: 0 }, { id: 'high', label: 'High', value: 7 }] });
const method: Method = {
  key: 'MV-1', title: 'm', version: '1', impact_levels: [], matrix: [], approaches: ['attack_potential', 'attack_vector', 'cvss'],
  feasibility_levels: ['very_low', 'low', 'medium', 'high'].map((id) => ({ id, label: id })),
  factors: ['ET', 'SE', 'KoIC', 'WoO', 'Eq'].map(factor), vectors: [{ id: 'network', label: 'Network' }],
};
const rating: Rating = {
  id: '1', key: 'FR-1', revision: 2, approach: 'attack_potential', vector: null, cvss: null, rationale: 'r', by: null, at: null,
  factors: { ET: 'low', SE: 'high', KoIC: 'high', WoO: 'low', Eq: 'low' },
};

describe('a rating in the editor', () => {
  it('adds the points of its factors', () => {
    const draft = draftOf(rating, method);
    expect(isComplete(draft, method)).toBe(true);
    expect(pointsOf(draft, method)).toBe(14);
  });
  it('is open until every factor is chosen', () => {
    const draft = draftOf(null, method);
    expect(draft.approach).toBe('attack_potential');
    expect(isComplete(draft, method)).toBe(false);
    expect(pointsOf(draft, method)).toBe(null);
  });
  it('becomes the fields of the record, those of other approaches emptied', () => {
    expect(fieldsOf(draftOf(rating, method), method)).toEqual({
      approach: 'attack_potential', elapsed_time: 'low', expertise: 'high', knowledge: 'high', window: 'low', equipment: 'low',
      vector: null, cvss: null,
    });
    const vector = { ...draftOf(rating, method), approach: 'attack_vector', vector: 'network' };
    expect(fieldsOf(vector, method)).toMatchObject({ vector: 'network', elapsed_time: null });
    expect(whatIfOf(vector)).toEqual({ approach: 'attack_vector', vector: 'network' });
  });
});

describe('risks', () => {
  const ref = (key: string) => ({ id: key, key, entity: 'x', title: key });
  const risk = (value: number, key: string): Risk => ({
    id: null, key: null, threat: ref(key), damage: ref('D'), category: 'S', impact: '', feasibility: '', value, treatment: null, cal: null,
  });
  it('count by value', () => { expect(countByValue([risk(5, 'a'), risk(1, 'b'), risk(5, 'c')])).toEqual([1, 0, 0, 0, 2]); });
  it('sort by value, then by key, so that their numbers stay put', () => {
    expect(sortedRisks([risk(2, 'b'), risk(5, 'z'), risk(2, 'a')]).map((r) => r.threat.key)).toEqual(['z', 'a', 'b']);
  });
  it('have a tone for each level and none for an unknown one', () => {
    expect(levelTone(method.feasibility_levels, 'high')).toBe('risk5');
    expect(levelTone(method.feasibility_levels, 'odd')).toBe('none');
  });
});
