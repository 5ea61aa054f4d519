// Why a risk is what it is, who can, what would move it, which control pays: the server's answer
// in words and tones. Pure.
import type { Ref, Tone } from './types';

export interface Outcome {
  level: string | null; sum: number | null; risk: number | null; risks: number[]; reason: string | null;
}
export interface ProfilePart { factor: string; name: string; level: string; label: string; points: number }
export interface InsightStep {
  node: Ref; rating: Ref | null; approach: string; vector: string | null; level: string | null; sum: number | null;
}
export interface Move {
  node: Ref; rating: Ref | null; factor: Named; from: Named; to: Named; is_harder: boolean; after: Outcome;
}
export type Worth = 'needed' | 'helps' | 'covered' | 'idle' | 'detects';
export interface Flip {
  control: Ref; state: string; effect: string; cost: number | null; worth: Worth; nodes: Ref[];
  alone: Outcome; with: Outcome; without: Outcome;
}
interface Named { id: string; label: string }
export interface InsightRisk { risk: Ref | null; damage: Ref; category: string; impact: string; value: number }
export interface Rated {
  is_rated: true; variant: string; exactness: string; risks: InsightRisk[];
  why: {
    now: Outcome; sentence: string; approach: string; vector: string | null; is_minimal: boolean;
    profile: ProfilePart[] | null; steps: InsightStep[];
  };
  attackers: {
    count: number; reason: string | null;
    items: { sum: number; level: string; sentence: string; profile: ProfilePart[] }[];
  };
  moves: {
    count: number; level_count: number; is_whole: boolean; items: Move[];
    points: { node: Ref; gate: string; is_root: boolean }[];
  };
  controls: {
    count: number; is_whole: boolean; items: Flip[]; target: Outcome; as_built: Outcome; as_verified: Outcome;
  };
}
export type Insight = {
  threat: Ref; analysis: Ref; tree: Ref | null; method: { key: string; title: string; version: string };
  input_hash: string | null; reason: string | null;
} & (Rated | { is_rated: false });

const many = (n: number, one: string, more: string) => `${n} ${n === 1 ? one : more}`;

/** Does any of the risks differ? */
export function movesRisk(now: Outcome, after: Outcome): boolean {
  return now.risk !== after.risk || now.risks.some((r, i) => r !== after.risks[i]);
}

/** What single changes can do, from the strongest kind down. */
export function movesLine(moves: Rated['moves'], now: Outcome): string {
  const rated = now.risk !== null;
  const risk = moves.items.filter((m) => movesRisk(now, m.after)).length;
  const level = moves.level_count;
  const points = moves.count - level;
  if (rated && risk > 0) {
    const rest = level > risk ? `; ${level - risk} more the feasibility alone` : '';
    return `${many(risk, 'change', 'changes')} of one factor by one level would move the risk${rest}.`;
  }
  const none = rated ? 'No single change by one level moves the risk' : 'No risk is rated';
  if (level > 0) { return `${none}; ${many(level, 'moves', 'move')} the feasibility level.`; }
  if (points > 0) { return `${none}, nor the level; ${many(points, 'moves', 'move')} the points.`; }
  return `${none}, nor the level.`;
}

/** How many attackers are just able, and what it means. */
export function attackersLine(count: number): string {
  return count === 1
    ? 'Whoever has at least this succeeds; nobody else does.'
    : `Whoever has at least one of these ${count} sets of abilities succeeds; nobody else does.`;
}

export const worths: Record<Worth, { label: string; tone: Tone; about: string }> = {
  needed: { label: 'Needed', tone: 'good', about: 'Without it the risk of the target would be higher.' },
  helps: { label: 'Helps', tone: 'info', about: 'It makes attacks harder, but the risk value stays.' },
  covered: { label: 'Covered', tone: 'warn', about: 'The other controls do the same; alone it would help.' },
  idle: { label: 'Moves nothing', tone: 'bad', about: 'Neither alone nor with the others does it change anything here.' },
  detects: { label: 'Detects only', tone: 'none', about: 'It shows an attack; it does not make one harder.' },
};

export function euro(cost: number | null): string {
  return cost === null ? 'no cost given' : `EUR ${cost.toLocaleString('en-GB')}`;
}

const sumOf = (o: Outcome) => o.risks.reduce((a, b) => a + b, 0);

/** Cost of each point of risk that a control saves; null where it saves none or has no cost. */
export function pricePerPoint(flip: Flip): number | null {
  const saved = sumOf(flip.without) - sumOf(flip.with);
  return flip.cost === null || saved <= 0 ? null : Math.round(flip.cost / saved);
}

/** Which control earns its money, and which could be left out. */
export function controlsLine(items: Flip[]): string {
  const needed = items.filter((f) => f.worth === 'needed');
  const spare = items.filter((f) => f.worth === 'covered' || f.worth === 'idle').map((f) => f.control.key);
  const priced = needed.filter((f) => pricePerPoint(f) !== null)
    .sort((a, b) => pricePerPoint(a)! - pricePerPoint(b)!);
  const words: string[] = [];
  if (items.length === 0) { return ''; }
  if (needed.length === 0) {
    words.push('No single control is needed for the risk of the target.');
  } else if (priced[0]) {
    const best = `${priced[0].control.key} saves risk at ${euro(pricePerPoint(priced[0]))} a point`;
    words.push(needed.length > 1 ? `${best}, the least of the ${needed.length} that are needed.` : `${best}; no other is needed.`);
  } else {
    words.push(`${needed.map((f) => f.control.key).join(', ')} ${needed.length === 1 ? 'is' : 'are'} needed; no cost is given.`);
  }
  if (spare.length === 1) { words.push(`${spare[0]} could be left out here.`); }
  if (spare.length > 1) { words.push(`Any one of ${spare.join(', ')} could be left out here.`); }
  return words.join(' ');
}

/** Steps and gates that every attack passes, apart from the aim itself. */
export function pointsOf(moves: Rated['moves']): { node: Ref; gate: string }[] {
  return moves.points.filter((p) => !p.is_root || p.gate === 'leaf');
}
