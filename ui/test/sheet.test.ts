import { describe, expect, it } from 'vitest';
import { cellText, isDirty, parseCell, parseClipboard, pasteRange, placeFaults, planOf, rangeOf, toClipboard, type Column, type Row } from '../src/lib/sheet';
import type { Field, Rec } from '../src/lib/types';

const field = (type: string, more: object = {}) => ({ name: 'x', label: 'X', type, ...more }) as Field;
const column = (id: string, f: Field, more: Partial<Column> = {}): Column => ({ id, name: id, label: id, width: 80, field: f, ...more });
const stride = field('choice', { choices: [{ id: 'spoofing', label: 'Spoofing' }, { id: 'denial_of_service', label: 'Denial of service' }] });
const damage = { id: 'd1', key: 'DS-0001', entity: 'damage_scenario', title: 'Lamps off' };
const row = (rec: Partial<Rec> | null, drafts = {}): Row => ({ id: rec?.id ?? 'new-1', rec: rec as Rec, children: {}, drafts, faults: {} });

describe('the sheet', () => {
  it('reads what is typed by the column', () => {
    expect(parseCell('denial', column('c', stride))).toEqual({ value: 'denial_of_service' });
    expect(parseCell('Spoofing', column('c', stride))).toEqual({ value: 'spoofing' });
    expect(parseCell('flood', column('c', stride)).fault).toContain('Spoofing');
    expect(parseCell('X', column('c', field('bool')))).toEqual({ value: true });
    expect(parseCell('12.5', column('c', field('integer'))).fault).toBeTruthy();
    expect(parseCell(' ', column('c', field('text')))).toEqual({ value: null });
  });
  it('finds references by key and by title among what may be chosen', () => {
    const c = column('c', field('refs'), { options: [damage] });
    expect(parseCell('ds-0001', c)).toEqual({ value: [damage] });
    expect(parseCell('Lamps off', c)).toEqual({ value: [damage] });
    expect(parseCell('DS-0001, DS-0009', c).fault).toContain('DS-0009');
    expect(cellText([damage, damage], c.field)).toBe('DS-0001, DS-0001');
  });
  it('takes what a spreadsheet copies, and gives it back', () => {
    const cells = [['a', 'two\nlines'], ['say "x"', '']];
    expect(toClipboard(cells)).toBe('a\t"two\nlines"\n"say ""x"""\t');
    expect(parseClipboard(`${toClipboard(cells)}\r\n`)).toEqual(cells);
  });
  it('repeats a pasted block over a range that is a multiple of it', () => {
    const at = rangeOf({ r: 5, c: 2 }, { r: 2, c: 1 });
    expect(pasteRange(at, 2, 1, 100, 100)).toEqual({ top: 2, left: 1, bottom: 5, right: 2 });
    expect(pasteRange(at, 3, 3, 100, 3)).toEqual({ top: 2, left: 1, bottom: 4, right: 2 });
  });
  it('takes an emptied cell and an empty set for the same', () => {
    const c = column('assets', field('refs'));
    expect(isDirty(row({ id: 'r1', fields: { assets: [] } }, { assets: null }), c)).toBe(false);
    expect(isDirty(row({ id: 'r1', fields: { assets: [damage] } }, { assets: null }), c)).toBe(true);
  });
  it('plans one command a record, and waits for what is required', () => {
    const columns = [column('title', field('text')), column('level', field('choice'), {
      id: 'S', name: 'level', field: field('choice', { is_required: true, needs_reason: true }),
      child: { entity: 'impact_rating', link: 'damage_scenario', match: { category: 'S' }, preset: { stakeholder: 'road_user' } },
    })];
    expect(planOf(row(null, { S: 'major' }), columns, 'damage_scenario', {}, ['title'])).toEqual([]);
    const fresh = planOf(row(null, { title: 'A' }), columns, 'damage_scenario', { analysis: 'TA-0001' }, ['title']);
    expect(fresh.map((p) => p.command)).toEqual([{ entity: 'damage_scenario', verb: 'create', fields: { analysis: 'TA-0001', title: 'A' } }]);
    const old = row({ id: 'r1', key: 'DS-0001', revision: 3, fields: { title: 'A' } }, { title: 'B', S: 'major' });
    const plans = planOf(old, columns, 'damage_scenario', {}, ['title']);
    expect(plans.map((p) => p.command)).toEqual([
      { entity: 'damage_scenario', verb: 'change', key: 'DS-0001', revision: 3, fields: { title: 'B' } },
      { entity: 'impact_rating', verb: 'create', fields: { damage_scenario: 'r1', category: 'S', stakeholder: 'road_user', level: 'major' } },
    ]);
    expect(placeFaults([{ path: 'commands[1].fields.level', sentence: 'No such level.' }, { path: 'revision', sentence: 'Stale.' }], plans)).toEqual(['Stale.']);
    expect(old.faults).toEqual({ S: 'No such level.' });
  });
});
