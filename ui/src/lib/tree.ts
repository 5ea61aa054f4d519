// Geometry and order of an attack tree on the canvas. Pure: no element, no clock, no server.
import type { Edge, TreeNode } from './types';

export interface Box { x: number; y: number; width: number; height: number }
export interface Drawing { nodes: Map<string, Box>; edges: Edge[]; width: number; height: number }
export type Measure = (text: string) => number;

/**
 * Nodes in sight. Nothing folded, or no root: all. Else those that a path from the root reaches when
 * the steps below the folded ones are hidden; a shared step stays while any path leads to it.
 */
export function visibleNodes(nodes: TreeNode[], root: string | null, folded: ReadonlySet<string>): Set<string> {
  if (root === null || folded.size === 0) { return new Set(nodes.map((n) => n.id)); }
  return reachOf(nodes, root, folded);
}

function reachOf(nodes: TreeNode[], root: string, folded: ReadonlySet<string>): Set<string> {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const seen = new Set<string>();
  const stack = [root];
  while (stack.length > 0) {
    const id = stack.pop()!;
    const node = byId.get(id);
    if (!node || seen.has(id)) { continue; }
    seen.add(id);
    if (!folded.has(id)) { stack.push(...node.children); }
  }
  return seen;
}

/** How many steps hide below a folded node. */
export function countBelow(nodes: TreeNode[], id: string): number {
  const seen = reachOf(nodes, id, new Set());
  return Math.max(0, seen.size - 1);
}

const GAP_X = 16;
const GAP_Y = 48;

/** Longest way from the root, edge by edge in topological order; what hangs in a circle counts from where it is met. */
function depthsOf(byId: Map<string, TreeNode>, root: string, folded: ReadonlySet<string>): Map<string, number> {
  const below = (id: string) => (folded.has(id) ? [] : byId.get(id)!.children.filter((c) => byId.has(c)));
  const waiting = new Map<string, number>();
  for (const id of byId.keys()) { for (const c of below(id)) { waiting.set(c, (waiting.get(c) ?? 0) + 1); } }
  const depth = new Map<string, number>([[root, 0]]);
  const queue = [root];
  const done = new Set<string>();
  const rest = [...byId.keys()];
  while (queue.length > 0) {
    const id = queue.pop()!;
    if (!done.has(id)) {
      done.add(id);
      for (const c of below(id)) {
        if (done.has(c)) { continue; }
        depth.set(c, Math.max(depth.get(c) ?? 0, depth.get(id)! + 1));
        waiting.set(c, waiting.get(c)! - 1);
        if (waiting.get(c) === 0) { queue.push(c); }
      }
    }
    if (queue.length === 0) {
      const stuck = rest.find((r) => !done.has(r) && depth.has(r));
      if (stuck) { queue.push(stuck); }
    }
  }
  return depth;
}

/**
 * A plain top-down layout of the visible part, used when something is folded; otherwise the server's
 * layout stands. A node hangs below its deepest visible parent and is placed under its first one.
 */
export function tidy(nodes: TreeNode[], root: string, folded: ReadonlySet<string>): Drawing {
  const visible = visibleNodes(nodes, root, folded);
  const byId = new Map(nodes.filter((n) => visible.has(n.id)).map((n) => [n.id, n]));
  const depth = depthsOf(byId, root, folded);
  const rowHeight = Math.max(...[...byId.values()].map((n) => n.height), 0);
  const boxes = new Map<string, Box>();
  let right = 0;
  const place = (id: string): void => {
    const node = byId.get(id)!;
    const box = { x: 0, y: depth.get(id)! * (rowHeight + GAP_Y), width: node.width, height: node.height };
    boxes.set(id, box);
    const own = folded.has(id) ? [] : node.children.filter((c) => byId.has(c) && !boxes.has(c));
    const placed: string[] = [];
    for (const child of own) { if (!boxes.has(child)) { place(child); placed.push(child); } }
    if (placed.length === 0) {
      box.x = right;
      right += node.width + GAP_X;
    } else {
      const first = boxes.get(placed[0]!)!;
      const last = boxes.get(placed.at(-1)!)!;
      box.x = (first.x + last.x + last.width - node.width) / 2;
    }
  };
  if (byId.has(root)) { place(root); }
  const edges: Edge[] = [];
  for (const node of byId.values()) {
    if (folded.has(node.id)) { continue; }
    for (const child of node.children) {
      const a = boxes.get(node.id);
      const b = boxes.get(child);
      if (a && b) {
        edges.push({ from: node.id, to: child, points: [[a.x + a.width / 2, a.y + a.height], [b.x + b.width / 2, b.y]] });
      }
    }
  }
  const all = [...boxes.values()];
  return {
    nodes: boxes, edges, width: Math.max(0, ...all.map((b) => b.x + b.width)),
    height: Math.max(0, ...all.map((b) => b.y + b.height)),
  };
}

/** The path of an edge: a soft curve between two points, straight pieces through more. */
export function edgePath(points: [number, number][]): string {
  const [first, ...rest] = points;
  if (!first || rest.length === 0) { return ''; }
  if (rest.length === 1) {
    const [x1, y1] = first;
    const [x2, y2] = rest[0]!;
    const middle = (y1 + y2) / 2;
    return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
  }
  return `M${first[0]} ${first[1]}${rest.map(([x, y]) => `L${x} ${y}`).join('')}`;
}

/** A title in at most `lines` lines of `width`; what does not fit ends in three dots. */
export function wrap(text: string, width: number, lines: number, measure: Measure): string[] {
  const words = text.split(/\s+/).filter(Boolean);
  const rows: string[] = [];
  let row = '';
  let index = 0;
  while (index < words.length && rows.length < lines) {
    const longer = row ? `${row} ${words[index]}` : words[index]!;
    if (measure(longer) <= width || !row) { row = longer; index += 1; } else { rows.push(row); row = ''; }
  }
  if (row && rows.length < lines) { rows.push(row); row = ''; }
  const isCut = index < words.length || row !== '';
  return rows.map((r, i) => {
    const mustCut = (isCut && i === rows.length - 1) || measure(r) > width;
    if (!mustCut) { return r; }
    let cut = r;
    while (cut.length > 1 && measure(`${cut}...`) > width) { cut = cut.slice(0, -1).trimEnd(); }
    return `${cut}...`;
  });
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The node that an arrow key reaches: along edges up and down, along the row left and right. */
export function neighbour(
  nodes: TreeNode[], boxes: Map<string, Box>, id: string, direction: Direction,
): string | null {
  const node = nodes.find((n) => n.id === id);
  const here = boxes.get(id);
  if (!node || !here) { return null; }
  const middle = (b: Box) => b.x + b.width / 2;
  const nearest = (ids: string[]): string | null => {
    const seen = ids.filter((i) => boxes.has(i));
    seen.sort((a, b) => Math.abs(middle(boxes.get(a)!) - middle(here)) - Math.abs(middle(boxes.get(b)!) - middle(here)));
    return seen[0] ?? null;
  };
  if (direction === 'up') { return nearest(node.parents); }
  if (direction === 'down') {
    const critical = node.children.filter((c) => boxes.has(c) && nodes.find((n) => n.id === c)?.is_critical);
    return critical[0] ?? nearest(node.children);
  }
  const sign = direction === 'left' ? -1 : 1;
  const row = [...boxes].filter(([i, b]) =>
    i !== id && Math.abs(b.y - here.y) < here.height && sign * (middle(b) - middle(here)) > 0);
  return nearest(row.map(([i]) => i));
}

/** Position of a level on the five risk tones; 1 is the calmest. */
export function toneOf(index: number, count: number): 1 | 2 | 3 | 4 | 5 {
  if (index < 0 || count < 2) { return 1; }
  return Math.min(5, Math.max(1, Math.round(1 + (index * 4) / (count - 1)))) as 1 | 2 | 3 | 4 | 5;
}

export interface Hanging { id: string; children: string[]; gate?: 'or' }
export interface Move { from: string | null; changes: Hanging[]; problem: string }

/**
 * What changes when a step is hung below another one. Moved, it leaves one of its parents: the one
 * given, else its first; shared, it keeps them all. A step without a gate becomes an OR.
 */
export function moveOf(nodes: TreeNode[], id: string, to: string, isShared: boolean, from: string | null = null): Move {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const node = byId.get(id);
  const target = byId.get(to);
  const refuse = (problem: string): Move => ({ from: null, changes: [], problem });
  if (!node || !target) { return refuse('There is no such step.'); }
  if (id === to) { return refuse('A step cannot hang below itself.'); }
  if (reachOf(nodes, id, new Set()).has(to)) { return refuse(`${target.key} lies below ${node.key}; that would be a circle.`); }
  if (target.children.includes(id)) { return refuse(`${node.key} hangs below ${target.key} already.`); }
  const left = isShared ? null : (from !== null && node.parents.includes(from) ? from : node.parents[0] ?? null);
  const changes: Hanging[] = [{ id: to, children: [...target.children, id], ...(target.gate === 'leaf' ? { gate: 'or' as const } : {}) }];
  const parent = left === null ? undefined : byId.get(left);
  if (parent) { changes.unshift({ id: parent.id, children: parent.children.filter((c) => c !== id) }); }
  return { from: parent?.id ?? null, changes, problem: '' };
}
