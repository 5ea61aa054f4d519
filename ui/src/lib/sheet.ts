// A spreadsheet over records: what a cell says, what a typed or pasted text means, ranges and filling. Pure.
import type { Choice, Field, Rec, Ref, Value } from './types';
import { isRef, isSame, wireOf } from './values';

/** Where a cell's value lives: in the row's own record, or in one that belongs to it. */
export interface Child { entity: string; link: string; match: Record<string, string>; preset: Record<string, Value> }
export interface Column {
  id: string; name: string; label: string; width: number; field: Field;
  child?: Child; options?: Ref[]; show?: (row: Row) => { text: string; tone?: string } | null;
}
export interface Row {
  id: string; rec: Rec | null; children: Record<string, Rec | null>;
  drafts: Record<string, Value>; faults: Record<string, string>;
}
export interface Spot { r: number; c: number }
export interface Range { top: number; left: number; bottom: number; right: number }
export interface CellEdit { row: string; column: string; before: Value; after: Value }

const isEmpty = (v: Value) => v === null || v === undefined || v === '' || (Array.isArray(v) && v.length === 0);
export const childKey = (child: Child) => `${child.entity} ${Object.values(child.match).join(' ')}`;

export function storedValue(row: Row, column: Column): Value {
  const rec = column.child ? row.children[childKey(column.child)] : row.rec;
  return rec?.fields[column.name] ?? null;
}
export function valueOf(row: Row, column: Column): Value {
  return column.id in row.drafts ? row.drafts[column.id] : storedValue(row, column);
}
export function isDirty(row: Row, column: Column): boolean {
  const draft = row.drafts[column.id];
  const stored = storedValue(row, column);
  return column.id in row.drafts && !(isEmpty(draft) && isEmpty(stored)) && !isSame(draft, stored);
}

/** What a cell shows, and what a copy of it holds. */
export function cellText(value: Value, field: Field): string {
  if (value === null || value === undefined || value === '') { return ''; }
  if (isRef(value)) { return value.key; }
  if (Array.isArray(value)) { return value.map((v) => cellText(v, field)).join(', '); }
  if (typeof value === 'boolean') { return value ? 'yes' : 'no'; }
  if (field.choices?.length) { return field.choices.find((c) => c.id === value)?.label ?? String(value); }
  return String(value);
}

export type Parsed = { value: Value; fault?: undefined } | { value?: undefined; fault: string };

function parseChoice(text: string, choices: Choice[]): Parsed {
  const want = text.toLowerCase().replaceAll('_', ' ');
  const words = (c: Choice) => [c.id.toLowerCase().replaceAll('_', ' '), c.label.toLowerCase()];
  const exact = choices.find((c) => words(c).includes(want));
  const started = choices.filter((c) => words(c).some((w) => w.startsWith(want)));
  const hit = exact ?? (started.length === 1 ? started[0] : undefined);
  return hit ? { value: hit.id } : { fault: `Choose ${choices.map((c) => c.label).join(', ')}.` };
}
const yes = ['yes', 'y', 'true', '1', 'x', 'ja', 'oui'];
const no = ['no', 'n', 'false', '0', 'nein', 'non'];

function parseRef(text: string, options: Ref[] | undefined): Parsed {
  const want = text.toLowerCase();
  const hit = options?.find((o) => o.key.toLowerCase() === want || o.title.toLowerCase() === want);
  if (hit) { return { value: hit }; }
  if (!options && /^[A-Z]{2,4}-\d+$/i.test(text)) { return { value: text.toUpperCase() }; }
  return { fault: options?.length ? `There is no ${text} to choose here.` : `${text} is no key.` };
}

/** What a text means in a column; an empty one empties the cell. */
export function parseCell(raw: string, column: Column): Parsed {
  const text = raw.trim();
  const { field } = column;
  if (text === '') { return { value: null }; }
  if (field.choices?.length) { return parseChoice(text, field.choices); }
  if (field.type === 'bool') {
    if (yes.includes(text.toLowerCase())) { return { value: true }; }
    return no.includes(text.toLowerCase()) ? { value: false } : { fault: 'Say yes or no.' };
  }
  if (field.type === 'integer') {
    return /^-?\d{1,15}$/.test(text) ? { value: Number(text) } : { fault: 'A whole number is expected.' };
  }
  if (field.type === 'ref' || field.type === 'any') { return parseRef(text, column.options); }
  if (field.type === 'refs') {
    const parts = text.split(/[,;\n]+/).map((t) => t.trim()).filter((t) => t !== '').map((t) => parseRef(t, column.options));
    const bad = parts.find((p) => p.fault !== undefined);
    return bad?.fault !== undefined ? { fault: bad.fault } : { value: parts.map((p) => p.value) };
  }
  return { value: field.type === 'prose' ? raw.trim() : text.replace(/\s*\n\s*/g, ' ') };
}

/** Rows of cells from what a spreadsheet puts on the clipboard: tabs, lines, quoted where they hold either. */
export function parseClipboard(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const input = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let i = 0; i < input.length; i += 1) {
    const c = input[i]!;
    if (quoted) {
      if (c === '"' && input[i + 1] === '"') { cell += '"'; i += 1; }
      else if (c === '"') { quoted = false; }
      else { cell += c; }
    } else if (c === '"' && cell === '') { quoted = true; }
    else if (c === '\t' || c === '\n') {
      rows.at(-1)!.push(cell);
      cell = '';
      if (c === '\n') { rows.push([]); }
    } else { cell += c; }
  }
  rows.at(-1)!.push(cell);
  return rows;
}
export function toClipboard(cells: string[][]): string {
  const quote = (t: string) => (/["\t\n]/.test(t) ? `"${t.replaceAll('"', '""')}"` : t);
  return cells.map((row) => row.map(quote).join('\t')).join('\n');
}

export function rangeOf(a: Spot, b: Spot): Range {
  return { top: Math.min(a.r, b.r), left: Math.min(a.c, b.c), bottom: Math.max(a.r, b.r), right: Math.max(a.c, b.c) };
}
export const inRange = (g: Range, r: number, c: number) => r >= g.top && r <= g.bottom && c >= g.left && c <= g.right;
export const sizeOf = (g: Range) => (g.bottom - g.top + 1) * (g.right - g.left + 1);

/** Where a block goes: it repeats over a range that is a multiple of it, else it keeps its own size. */
export function pasteRange(at: Range, height: number, width: number, rows: number, columns: number): Range {
  const tall = at.bottom - at.top + 1;
  const wide = at.right - at.left + 1;
  const h = tall % height === 0 ? tall : height;
  const w = wide % width === 0 ? wide : width;
  return { top: at.top, left: at.left, bottom: Math.min(rows - 1, at.top + h - 1), right: Math.min(columns - 1, at.left + w - 1) };
}

export interface Command { entity: string; verb: string; key?: string; revision?: number; fields: Record<string, Value>; reason?: string }
export interface Planned { command: Command; row: Row; columns: Column[]; isNew: boolean; needsReason: boolean }

/** The commands that bring a row's drafts to the server; what is not yet complete waits. */
export function planOf(row: Row, columns: Column[], entity: string, preset: Record<string, Value>, required: string[]): Planned[] {
  const plans: Planned[] = [];
  const dirty = columns.filter((c) => isDirty(row, c));
  const own = dirty.filter((c) => !c.child);
  const wire = (list: Column[]) => Object.fromEntries(list.map((c) => [c.name, wireOf(row.drafts[c.id])]));
  if (row.rec && own.length) {
    plans.push({
      row, columns: own, isNew: false, needsReason: own.some((c) => !!c.field.needs_reason),
      command: { entity, verb: 'change', key: row.rec.key, revision: row.rec.revision, fields: wire(own) },
    });
  } else if (!row.rec && own.length) {
    const missing = required.some((name) => isEmpty(row.drafts[columns.find((c) => c.name === name && !c.child)?.id ?? ''] ?? null));
    if (!missing) { plans.push({ row, columns: own, isNew: true, needsReason: false, command: { entity, verb: 'create', fields: { ...preset, ...wire(own) } } }); }
  }
  if (!row.rec) { return plans; }
  const groups = new Map<string, Column[]>();
  for (const c of dirty) { if (c.child) { groups.set(childKey(c.child), [...(groups.get(childKey(c.child)) ?? []), c]); } }
  for (const [key, list] of groups) {
    const child = list[0]!.child!;
    const rec = row.children[key];
    if (rec) {
      plans.push({
        row, columns: list, isNew: false, needsReason: list.some((c) => !!c.field.needs_reason),
        command: { entity: child.entity, verb: 'change', key: rec.key, revision: rec.revision, fields: wire(list) },
      });
      continue;
    }
    const needed = columns.filter((c) => c.child && childKey(c.child) === key && c.field.is_required);
    if (needed.every((c) => !isEmpty(row.drafts[c.id]))) {
      plans.push({
        row, columns: list, isNew: true, needsReason: false,
        command: { entity: child.entity, verb: 'create', fields: { [child.link]: row.rec.id, ...child.match, ...child.preset, ...wire(list) } },
      });
    }
  }
  return plans;
}

/** The sentence of a problem at the cells it is about; what names no cell is returned. */
export function placeFaults(problems: { path: string; sentence: string }[], plans: Planned[]): string[] {
  const rest: string[] = [];
  for (const p of problems) {
    const at = /^commands\[(\d+)\]\.(?:fields\.)?(.+)$/.exec(p.path);
    const name = at ? at[2]! : p.path.replace(/^fields\./, '');
    const hits = (at ? [plans[Number(at[1])]] : plans).flatMap((plan) => (plan?.columns ?? []).filter((c) => c.name === name).map((c) => ({ row: plan!.row, c })));
    for (const hit of hits) { hit.row.faults = { ...hit.row.faults, [hit.c.id]: p.sentence }; }
    if (hits.length === 0) { rest.push(p.sentence); }
  }
  return rest;
}
