// What one can do to a record, with the questions that belong to it: reason, re-authentication,
// conflict. Every page goes through here, so that nothing is asked in two ways.
import { ApiError, call, get, patch, post, wordsOf } from './api';
import { remember, say, sayFault } from './notices.svelte';
import { askConflict, askDecision, askReason } from './panels.svelte';
import { entityByName, may } from './session.svelte';
import type { Entity, Field, Rec, Ref, Value, Verb } from './types';
import { clashesOf, isSame, wireOf } from './values';

export const addressOf = (entity: Entity, key: string) => `/${entity.path}/${encodeURIComponent(key)}`;

export interface Saved { record: Rec | null; fault: ApiError | null }

/** Saves fields of a record. On a conflict the person decides field by field. Null: nothing saved. */
export async function saveFields(
  entity: Entity, before: Rec, fields: Record<string, Value>, given: string | null = null,
): Promise<Saved> {
  const changed = entity.fields.filter((f) => f.name in fields && !isSame(before.fields[f.name], fields[f.name]));
  if (changed.length === 0) { return { record: before, fault: null }; }
  let reason = given;
  if (reason === null && changed.some((f) => f.needs_reason)) {
    const labels = changed.filter((f) => f.needs_reason).map((f) => f.label).join(', ');
    reason = await askReason('Why this change?', `${labels} of ${before.key} is kept with its reason.`);
    if (reason === null) { return { record: null, fault: null }; }
  }
  const wire = Object.fromEntries(changed.map((f) => [f.name, wireOf(fields[f.name])]));
  try {
    const record = await patch<Rec>(
      addressOf(entity, before.key), reason ? { fields: wire, reason } : { fields: wire }, before.revision,
    );
    remember({
      path: entity.path, key: before.key, label: changed.map((f) => f.label).join(', '),
      before: Object.fromEntries(changed.map((f) => [f.name, wireOf(before.fields[f.name])])),
    });
    return { record, fault: null };
  } catch (e) {
    if (e instanceof ApiError && e.status === 412) {
      return settle(entity, before, fields, reason, e);
    }
    if (!(e instanceof ApiError)) { throw e; }
    return { record: null, fault: e };
  }
}

async function settle(
  entity: Entity, before: Rec, fields: Record<string, Value>, reason: string | null, fault: ApiError,
): Promise<Saved> {
  const theirs = fault.current ?? await get<Rec>(addressOf(entity, before.key));
  const clashes = clashesOf(entity.fields, before, fields, theirs);
  const chosen = clashes.some((c) => c.isClash) ? await askConflict(theirs, clashes) : fields;
  if (chosen === null || Object.keys(chosen).length === 0) {
    say(`${before.key} now shows the version of the others.`, 'info');
    return { record: theirs, fault: null };
  }
  return saveFields(entity, theirs, chosen, reason ?? '');
}

/** Why a verb cannot be used now; null when it can. */
export function whyNot(entity: Entity, record: Rec, verb: Verb, isPast: boolean): string | null {
  if (isPast) { return 'You look at the past; nothing can be changed there.'; }
  if (record.retired_at) { return 'The record is retired; restore it first.'; }
  if (verb.from.length > 0 && !verb.from.includes(record.state ?? '')) {
    const from = verb.from.map((s) => entity.states.find((x) => x.id === s)?.label ?? s).join(' or ');
    return `Possible only in state ${from}.`;
  }
  const permission = permissionOf(entity, verb);
  if (!may(permission)) { return `You lack the permission ${permission}.`; }
  return null;
}

/** Verbs name an action; with the module it makes a permission. */
function permissionOf(entity: Entity, verb: Verb): string | null {
  if (!verb.permission) { return null; }
  return verb.permission.includes('.') ? verb.permission : `${entity.module}.${verb.permission}`;
}

/** Whether the person may make records of this kind; some are made by the program only. */
export function mayCreate(entity: Entity): boolean {
  return !!entity.may_create && may(`${entity.module}.write`);
}
/** Whether the person may change them; what the program fills in stays as it is. */
export function mayWrite(entity: Entity): boolean {
  return !entity.is_system && may(`${entity.module}.write`);
}
export function mayRetire(entity: Entity): boolean {
  return !entity.is_system && may(`${entity.module}.retire`);
}

export async function runVerb(entity: Entity, record: Rec, verb: Verb): Promise<Rec | null> {
  const body: Record<string, string> = {};
  let fault = '';
  for (;;) {
    if (verb.is_decision) {
      const given = await askDecision(entity, record, verb, fault);
      if (!given) { return null; }
      body.password = given.password;
      if (given.reason) { body.reason = given.reason; }
      if (given.expires) { body.expires = given.expires; }
      if (verb.meaning) { body.meaning = verb.meaning; }
    } else if (verb.needs_reason) {
      const reason = await askReason(`${verb.label}: ${record.key}`, 'The reason is kept in the ledger.');
      if (reason === null) { return null; }
      body.reason = reason;
    }
    try {
      const fresh = await call<Rec>('POST', `${addressOf(entity, record.key)}/${verb.name}`, {
        body, revision: record.revision, quiet: verb.is_decision,
      });
      const state = entity.states.find((s) => s.id === fresh.state)?.label;
      say(state ? `${record.key}: ${verb.label}, now ${state}.` : `${record.key}: ${verb.label}.`);
      return fresh;
    } catch (e) {
      if (verb.is_decision && e instanceof ApiError && [401, 403, 422].includes(e.status)) {
        fault = wordsOf(e);
        continue;
      }
      sayFault(e);
      return null;
    }
  }
}

export async function retire(entity: Entity, record: Rec): Promise<Rec | null> {
  const verb = record.retired_at ? 'restore' : 'retire';
  const reason = await askReason(
    verb === 'retire' ? `Retire ${record.key}?` : `Restore ${record.key}?`,
    verb === 'retire' ? 'The record leaves the lists; its history stays.' : 'The record returns to the lists.',
  );
  if (reason === null) { return null; }
  try {
    const fresh = await post<Rec>(`${addressOf(entity, record.key)}/${verb}`, { reason }, record.revision);
    say(verb === 'retire' ? `${record.key} is retired.` : `${record.key} is restored.`);
    return fresh;
  } catch (e) { sayFault(e); return null; }
}

/** Records a reference field may point at. */
export async function candidates(field: Field, text: string): Promise<Ref[]> {
  const kinds = field.refers ?? [];
  if (field.type === 'any' || kinds.length === 0) {
    if (!text) { return []; }
    const found = await get<{ items: Ref[] }>(`/search?q=${encodeURIComponent(text)}&limit=12`);
    return found.items;
  }
  const pages = await Promise.all(kinds.slice(0, 4).map((name) => {
    const entity = entityByName(name);
    if (!entity) { return Promise.resolve([] as Ref[]); }
    const q = text ? `&q=${encodeURIComponent(text)}` : '';
    return get<{ items: Rec[] }>(`/${entity.path}?limit=12${q}`).then((p) => p.items as Ref[]);
  }));
  return pages.flat().slice(0, 16).map((r) => ({ id: r.id, key: r.key, entity: r.entity, title: r.title }));
}
