// A list's address and the server's query are the same thing; this module reads and writes it. Pure.
import type { Entity, Field } from './types';
import { query as queryText } from './api';

const OWN = new Set(['cols', 'peek', 'view']);
const KNOWN = new Set(['q', 'sort', 'state', 'retired', 'as_of']);

export interface Filter { name: string; label: string; value: string; shown: string }

/** The chips above a list. */
export function filtersOf(entity: Entity, search: Record<string, string>): Filter[] {
  const chips: Filter[] = [];
  for (const [name, value] of Object.entries(search)) {
    if (name === 'q') {
      chips.push({ name, label: 'Text', value, shown: value });
    } else if (name === 'state') {
      const label = entity.states?.find((s) => s.id === value)?.label ?? value;
      chips.push({ name, label: 'State', value, shown: label });
    } else if (name === 'retired') {
      chips.push({ name, label: 'Retired', value, shown: 'shown too' });
    } else if (!OWN.has(name) && !KNOWN.has(name)) {
      const field = entity.fields.find((f) => f.name === name);
      if (field) {
        const shown = field.choices?.find((c) => c.id === value)?.label ?? value;
        chips.push({ name, label: field.label, value, shown });
      }
    }
  }
  return chips;
}

/** The server's query of a list page. Members the entity does not know are dropped. */
export function listQuery(
  entity: Entity, search: Record<string, string>, more: Record<string, string | number | null> = {},
): string {
  const members: Record<string, string | number | null> = {};
  for (const [name, value] of Object.entries(search)) {
    if (KNOWN.has(name) || entity.fields.some((f) => f.name === name)) { members[name] = value; }
  }
  return queryText({ ...members, ...more });
}

/** The next sort order of a column: ascending, descending, none. */
export function nextSort(present: string | undefined, column: string): string | null {
  if (present === column) { return `-${column}`; }
  return present === `-${column}` ? null : column;
}

const sortableColumns = new Set(['key', 'state', 'created_at', 'changed_at']);

/** What a column sorts by; null where the server has no order for it. */
export function sortOf(entity: Entity, column: string): string | null {
  if (sortableColumns.has(column)) { return column; }
  const name = column === 'title' ? entity.title_field : column;
  const field = entity.fields.find((f) => f.name === name);
  const hasOrder = field && !field.is_personal && !['ref', 'refs', 'any', 'json', 'blob'].includes(field.type);
  return hasOrder ? field.name : null;
}

const filterable = new Set(['choice', 'ref', 'refs', 'any', 'bool', 'text', 'integer', 'date', 'tags']);
export function filterFields(entity: Entity): Field[] {
  return entity.fields.filter((f) => filterable.has(f.type) && !f.is_personal);
}

export const fixedColumns = ['key', 'title', 'state', 'owner', 'revision', 'created_at', 'changed_at'];

const widths: Record<string, number> = {
  key: 108, state: 124, owner: 148, revision: 84, created_at: 112, changed_at: 112,
  choice: 128, ref: 196, refs: 140, any: 196, integer: 88, bool: 92, date: 108, moment: 120, tags: 140, blob: 120,
};

/** Width of a column in pixels; the title takes what is left, so it has none. */
export function widthOf(entity: Entity, column: string): number | null {
  if (column === 'title' || column === entity.title_field) { return null; }
  const field = entity.fields.find((f) => f.name === column);
  return widths[column] ?? widths[field?.type ?? ''] ?? 180;
}

const LISTED_BUDGET = 420;
const TITLE_WIDTH = 300;

/** Columns of a list: what the address says, else what the entity lists and 1366 pixels hold. */
export function columnsOf(entity: Entity, cols: string | undefined | null): string[] {
  const exists = (c: string) => fixedColumns.includes(c) || entity.fields.some((f) => f.name === c);
  const wanted = (cols ?? '').split(',').filter((c) => c && exists(c));
  if (wanted.length > 0) { return wanted; }
  const long = new Set(['prose', 'json', 'blob']);
  // Records without a title of their own are told apart by their fields alone.
  const hasTitle = entity.title_field !== null;
  let left = LISTED_BUDGET + (hasTitle ? 0 : TITLE_WIDTH);
  const listed: string[] = [];
  for (const f of entity.fields) {
    const width = widthOf(entity, f.name);
    if (f.is_listed && width !== null && !long.has(f.type) && width <= left && !fixedColumns.includes(f.name)) {
      listed.push(f.name);
      left -= width;
    }
  }
  const states = (entity.states?.length ?? 0) > 1 ? ['state'] : [];
  return ['key', ...(hasTitle ? ['title'] : []), ...states, ...listed, 'changed_at'];
}

/** The rows of a long table that are drawn: those in sight and some around them. */
export function windowOf(
  count: number, row: number, top: number, height: number, around = 12,
): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / row) - around);
  const to = Math.min(count, Math.ceil((top + height) / row) + around);
  return { from: Math.min(from, count), to };
}
