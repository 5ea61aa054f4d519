// A feasibility rating under the editor's hand, and its way to the server's fields. Pure.
import { factorFields } from './tara';
import type { Method, Rating, Value } from './types';

export interface Draft {
  approach: string; factors: Record<string, string>; vector: string; cvss: string; rationale: string;
}

export function draftOf(rating: Rating | null, method: Method): Draft {
  return {
    approach: rating?.approach ?? method.approaches[0] ?? 'attack_potential',
    factors: { ...(rating?.factors ?? {}) },
    vector: rating?.vector ?? '', cvss: rating?.cvss ?? '', rationale: rating?.rationale ?? '',
  };
}

/** Whether the draft says enough to be stored. */
export function isComplete(draft: Draft, method: Method): boolean {
  if (draft.approach === 'attack_potential') { return method.factors.every((f) => !!draft.factors[f.id]); }
  return draft.approach === 'cvss' ? draft.cvss.trim() !== '' : draft.vector !== '';
}

/** Points of the chosen levels; null while one is open. */
export function pointsOf(draft: Draft, method: Method): number | null {
  let sum = 0;
  for (const f of method.factors) {
    const level = f.levels.find((l) => l.id === draft.factors[f.id]);
    if (!level) { return null; }
    sum += level.value ?? 0;
  }
  return sum;
}

/** The fields of a rating record. Values of the approaches not used are emptied. */
export function fieldsOf(draft: Draft, method: Method): Record<string, Value> {
  const fields: Record<string, Value> = { approach: draft.approach };
  for (const f of method.factors) {
    const name = factorFields[f.id] ?? f.id;
    fields[name] = draft.approach === 'attack_potential' ? draft.factors[f.id] ?? null : null;
  }
  // a rating by attack potential may state the vector too: the CAL is read from it
  fields.vector = draft.approach === 'cvss' ? null : draft.vector || null;
  fields.cvss = draft.approach === 'cvss' ? draft.cvss.trim() || null : null;
  return fields;
}

/** The same for a what-if, which speaks in factor names. */
export function whatIfOf(draft: Draft): Record<string, unknown> {
  if (draft.approach === 'attack_potential') { return { approach: draft.approach, factors: { ...draft.factors } }; }
  return draft.approach === 'cvss'
    ? { approach: draft.approach, cvss: draft.cvss.trim() } : { approach: draft.approach, vector: draft.vector };
}
