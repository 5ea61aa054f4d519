import { describe, expect, it } from 'vitest';
import { routeOf, safeNext, withQuery } from '../src/lib/route';

describe('addresses', () => {
  it.each([
    ['/', 'cockpit', {}],
    ['/list/threat-scenarios?state=draft', 'list', { path: 'threat-scenarios' }],
    ['/record/threat-scenarios/TS-0001?tab=history', 'record', { path: 'threat-scenarios', key: 'TS-0001' }],
    ['/tara/TA-0001', 'tara', { key: 'TA-0001' }],
    ['/tara/TA-0001/tree/AT-0001', 'tree', { key: 'TA-0001', tree: 'AT-0001' }],
    ['/ledger', 'ledger', {}],
    ['/nowhere/at/all', 'lost', {}],
    ['/record/x/%E0%A4%A', 'lost', {}],
  ])('%s is %s', (address, page, params) => {
    const route = routeOf(address);
    expect(route.page).toBe(page);
    expect(route.params).toEqual(params);
  });
  it('reads the query', () => {
    expect(routeOf('/list/risks?value=5&q=lamp%20off').query).toEqual({ value: '5', q: 'lamp off' });
  });
  it('replaces and removes members of a query', () => {
    expect(withQuery('/list/risks?a=1&b=2', { a: '3', b: null, c: 'x y' })).toBe('/list/risks?a=3&c=x+y');
    expect(withQuery('/list/risks?a=1', { a: '' })).toBe('/list/risks');
  });
  it('follows only own addresses after a login', () => {
    expect(safeNext('/tara/TA-0001')).toBe('/tara/TA-0001');
    for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', '/login?next=/x', undefined]) {
      expect(safeNext(bad)).toBe('/');
    }
  });
});
