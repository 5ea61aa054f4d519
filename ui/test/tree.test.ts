import { describe, expect, it } from 'vitest';
import type { TreeNode } from '../src/lib/types';
import { countBelow, edgePath, moveOf, neighbour, tidy, toneOf, visibleNodes, wrap } from '../src/lib/tree';

const node = (id: string, children: string[], parents: string[], more: Partial<TreeNode> = {}): TreeNode => ({
  id, key: id, revision: 1, title: id, gate: children.length ? 'or' : 'leaf', k: null, parents, children, is_shared: parents.length > 1,
  is_critical: false, rating: null, level: null, sum: null, x: 0, y: 0, width: 100, height: 50, ...more,
});
// r over a and b; both over the shared step s; a also over t.
const nodes = [
  node('r', ['a', 'b'], []), node('a', ['t', 's'], ['r']), node('b', ['s'], ['r']),
  node('s', [], ['a', 'b']), node('t', [], ['a']),
];

describe('folding', () => {
  it('hides what only the folded node reaches', () => {
    expect([...visibleNodes(nodes, 'r', new Set(['a']))].sort()).toEqual(['a', 'b', 'r', 's']);
    expect([...visibleNodes(nodes, 'r', new Set(['r']))]).toEqual(['r']);
  });
  it('shows all when nothing is folded or there is no root', () => {
    expect(visibleNodes([...nodes, node('lone', [], [])], 'r', new Set()).size).toBe(6);
    expect(visibleNodes(nodes, null, new Set(['a'])).size).toBe(5);
  });
  it('counts what hides below', () => { expect(countBelow(nodes, 'a')).toBe(2); });
  it('survives a circle', () => {
    const round = [node('x', ['y'], ['y']), node('y', ['x'], ['x'])];
    expect(visibleNodes(round, 'x', new Set()).size).toBe(2);
    expect(tidy(round, 'x', new Set()).nodes.size).toBe(2);
  });
});

describe('the layout of a folded tree', () => {
  const drawing = tidy(nodes, 'r', new Set());
  it('draws each node once, below its parents, without overlap', () => {
    expect(drawing.nodes.size).toBe(5);
    for (const n of nodes) {
      for (const c of n.children) { expect(drawing.nodes.get(c)!.y).toBeGreaterThan(drawing.nodes.get(n.id)!.y); }
    }
    const boxes = [...drawing.nodes.values()];
    for (let i = 0; i < boxes.length; i += 1) {
      for (let j = i + 1; j < boxes.length; j += 1) {
        const a = boxes[i]!;
        const b = boxes[j]!;
        const apart = a.y !== b.y || a.x + a.width <= b.x || b.x + b.width <= a.x;
        expect(apart).toBe(true);
      }
    }
  });
  it('draws every edge', () => { expect(drawing.edges.length).toBe(5); });
});

describe('walking the tree', () => {
  const { nodes: boxes } = tidy(nodes, 'r', new Set());
  it('goes along edges and rows', () => {
    expect(neighbour(nodes, boxes, 't', 'up')).toBe('a');
    expect(neighbour(nodes, boxes, 'a', 'right')).toBe('b');
    expect(neighbour(nodes, boxes, 'b', 'left')).toBe('a');
    expect(neighbour(nodes, boxes, 'r', 'up')).toBe(null);
    expect(neighbour(nodes, boxes, 's', 'down')).toBe(null);
  });
  it('prefers the deciding step on the way down', () => {
    const marked = nodes.map((n) => (n.id === 's' ? { ...n, is_critical: true } : n));
    expect(neighbour(marked, boxes, 'a', 'down')).toBe('s');
  });
});

describe('titles on cards', () => {
  const measure = (t: string) => t.length;
  it('break between words', () => {
    expect(wrap('send malicious signals', 15, 2, measure)).toEqual(['send malicious', 'signals']);
  });
  it('end in dots when they do not fit', () => {
    const rows = wrap('one two three four five six', 9, 2, measure);
    expect(rows.length).toBe(2);
    expect(rows[1]!.endsWith('...')).toBe(true);
    for (const r of rows) { expect(r.length).toBeLessThanOrEqual(9); }
  });
  it('cut a word that is longer than a line', () => {
    expect(wrap('internationalisation', 8, 2, measure)).toEqual(['inter...']);
  });
});

it('curves an edge of two points and keeps longer ones straight', () => {
  expect(edgePath([[0, 0], [10, 20]])).toBe('M0 0C0 10 10 10 10 20');
  expect(edgePath([[0, 0], [0, 5], [10, 5]])).toBe('M0 0L0 5L10 5');
  expect(edgePath([])).toBe('');
});

it('spreads levels over the five tones', () => {
  expect([0, 1, 2, 3].map((i) => toneOf(i, 4))).toEqual([1, 2, 4, 5]);
  expect([0, 1, 2, 3, 4].map((i) => toneOf(i, 5))).toEqual([1, 2, 3, 4, 5]);
});

describe('hanging a step below another', () => {
  it('moves it: the former parent loses it, the new one gets it', () => {
    expect(moveOf(nodes, 't', 'b', false)).toEqual({ from: 'a', problem: '', changes: [{ id: 'a', children: ['s'] }, { id: 'b', children: ['s', 't'] }] });
  });
  it('shares it: nobody loses it', () => {
    expect(moveOf(nodes, 't', 'b', true).changes).toEqual([{ id: 'b', children: ['s', 't'] }]);
  });
  it('makes a step without a gate an OR', () => {
    expect(moveOf(nodes, 'b', 't', false).changes).toEqual([{ id: 'r', children: ['a'] }, { id: 't', children: ['b'], gate: 'or' }]);
  });
  it('leaves the parent that is named, of several', () => {
    expect(moveOf(nodes, 's', 't', false, 'b').from).toBe('b');
    expect(moveOf(nodes, 's', 't', false).from).toBe('a');
  });
  it('refuses circles, itself and what is so already', () => {
    expect(moveOf(nodes, 'a', 't', false).problem).toContain('circle');
    expect(moveOf(nodes, 'a', 'a', true).problem).toContain('itself');
    expect(moveOf(nodes, 's', 'a', true).problem).toContain('already');
    expect(moveOf(nodes, 'a', 't', false).changes).toEqual([]);
  });
});
