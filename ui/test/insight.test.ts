import { describe, expect, it } from 'vitest';
import {
  attackersLine, controlsLine, euro, movesLine, movesRisk, pointsOf, pricePerPoint,
  type Flip, type Move, type Outcome, type Rated,
} from '../src/lib/insight';

const ref = (key: string) => ({ id: key, key, entity: 'x', title: key });
const outcome = (level: string, sum: number | null, ...risks: number[]): Outcome =>
  ({ level, sum, risk: risks.length ? Math.max(...risks) : null, risks, reason: null });
const now = outcome('high', 11, 5, 3);
const named = { id: 'a', label: 'A' };
const move = (after: Outcome): Move => ({ node: ref('AN-1'), rating: null, factor: named, from: named, to: named, is_harder: true, after });
const moves = (...after: Outcome[]): Rated['moves'] => ({
  count: after.length, level_count: after.filter((a) => a.level !== now.level).length, is_whole: true, items: after.map(move), points: [],
});
const flip = (key: string, cost: number | null, worth: Flip['worth'], without: Outcome): Flip =>
  ({ control: ref(key), state: 'planned', effect: 'cut', cost, worth, nodes: [], alone: now, with: outcome('low', 22, 3, 1), without });

describe('what would move a risk', () => {
  it('sees a risk that is not the highest', () => {
    expect(movesRisk(now, outcome('high', 11, 5, 3))).toBe(false);
    expect(movesRisk(now, outcome('high', 11, 5, 2))).toBe(true);
    expect(movesRisk(now, { ...outcome('', null), level: null })).toBe(true);
  });
  it('names the strongest kind of change first', () => {
    expect(movesLine(moves(outcome('medium', 14, 4, 2), outcome('medium', 14, 5, 3)), now))
      .toBe('1 change of one factor by one level would move the risk; 1 more the feasibility alone.');
    expect(movesLine(moves(outcome('medium', 14, 5, 3)), now))
      .toBe('No single change by one level moves the risk; 1 moves the feasibility level.');
    expect(movesLine(moves(outcome('high', 8, 5, 3), outcome('high', 9, 5, 3)), now))
      .toBe('No single change by one level moves the risk, nor the level; 2 move the points.');
    expect(movesLine(moves(), now)).toBe('No single change by one level moves the risk, nor the level.');
    expect(movesLine(moves(outcome('medium', 14)), outcome('high', 11)))
      .toBe('No risk is rated; 1 moves the feasibility level.');
  });
  it('leaves the aim out of the points that all attacks pass', () => {
    const points = [{ node: ref('AN-0'), gate: 'or', is_root: true }, { node: ref('AN-1'), gate: 'leaf', is_root: false }];
    expect(pointsOf({ ...moves(), points }).map((p) => p.node.key)).toEqual(['AN-1']);
    expect(pointsOf({ ...moves(), points: [{ node: ref('AN-0'), gate: 'leaf', is_root: true }] })).toHaveLength(1);
  });
});

describe('who can', () => {
  it('speaks of one set of abilities and of several', () => {
    expect(attackersLine(1)).toContain('at least this');
    expect(attackersLine(3)).toContain('3 sets');
  });
});

describe('which control pays', () => {
  it('divides the cost by the risk that it saves', () => {
    expect(pricePerPoint(flip('CT-1', 90, 'needed', outcome('medium', 15, 4, 2)))).toBe(45);
    expect(pricePerPoint(flip('CT-1', null, 'needed', outcome('medium', 15, 4, 2)))).toBe(null);
    expect(pricePerPoint(flip('CT-1', 90, 'idle', outcome('low', 22, 3, 1)))).toBe(null);
  });
  it('names the cheapest of those that are needed', () => {
    const worse = outcome('medium', 15, 4, 1);
    expect(controlsLine([flip('CT-1', 9000, 'needed', worse), flip('CT-2', 1200, 'needed', worse), flip('CT-3', 1, 'idle', now)]))
      .toBe('CT-2 saves risk at EUR 1,200 a point, the least of the 2 that are needed. CT-3 could be left out here.');
    expect(controlsLine([flip('CT-1', 5, 'needed', worse)])).toBe('CT-1 saves risk at EUR 5 a point; no other is needed.');
    expect(controlsLine([flip('CT-1', null, 'needed', worse)])).toBe('CT-1 is needed; no cost is given.');
    expect(controlsLine([flip('CT-3', 1, 'covered', now), flip('CT-4', 1, 'covered', now)]))
      .toBe('No single control is needed for the risk of the target. Any one of CT-3, CT-4 could be left out here.');
    expect(controlsLine([])).toBe('');
  });
  it('writes money with its unit', () => {
    expect(euro(180000)).toBe('EUR 180,000');
    expect(euro(null)).toBe('no cost given');
  });
});
