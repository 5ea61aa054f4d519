// Reading an analysis: levels to words and tones, risks to counts. Pure.
import type { Analysis, Level, Method, Risk, Tone } from './types';
import { toneOf } from './tree';

export const categories: Record<string, string> = { S: 'Safety', F: 'Financial', O: 'Operational', P: 'Privacy' };
export const approaches: Record<string, string> = {
  attack_potential: 'Attack potential', cvss: 'CVSS', attack_vector: 'Attack vector',
};
/** Factors of the method to the fields of a rating. */
export const factorFields: Record<string, string> = {
  ET: 'elapsed_time', SE: 'expertise', KoIC: 'knowledge', WoO: 'window', Eq: 'equipment',
};

export function levelLabel(levels: Level[], id: string | null | undefined): string {
  return levels.find((l) => l.id === id)?.label ?? id?.replaceAll('_', ' ') ?? '';
}
export function levelTone(levels: Level[], id: string | null | undefined): Tone {
  const index = levels.findIndex((l) => l.id === id);
  return index < 0 ? 'none' : `risk${toneOf(index, levels.length)}`;
}
export function riskTone(value: number): Tone {
  return `risk${Math.min(5, Math.max(1, Math.round(value))) as 1 | 2 | 3 | 4 | 5}`;
}
/** How many risks have the value 1, 2, 3, 4, 5. */
export function countByValue(risks: Risk[]): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const r of risks) { counts[Math.min(5, Math.max(1, Math.round(r.value))) - 1]! += 1; }
  return counts;
}
export function risksAt(risks: Risk[], method: Method, row: number, column: number): Risk[] {
  return risks.filter((r) =>
    r.impact === method.impact_levels[row]?.id && r.feasibility === method.feasibility_levels[column]?.id);
}
/** Does a risk pass the filters? 'none' asks for what nobody has decided on. */
export function fits(r: Risk, want: { category: string; treatment: string; words: string }): boolean {
  const words = want.words.trim().toLowerCase();
  const read = `${r.threat.key} ${r.threat.title} ${r.damage.key} ${r.damage.title}`.toLowerCase();
  return (!want.category || r.category === want.category) && (!words || read.includes(words))
    && (!want.treatment || (want.treatment === 'none' ? !r.treatment : r.treatment === want.treatment));
}
/** Highest first; equal values keep the order of their keys, so that numbers stay put. */
export function sortedRisks(risks: Risk[]): Risk[] {
  return [...risks].sort((a, b) =>
    b.value - a.value || a.threat.key.localeCompare(b.threat.key) || a.damage.key.localeCompare(b.damage.key)
    || a.category.localeCompare(b.category));
}
export function suspectsOf(a: Analysis): number {
  return [...a.assets, ...a.damage_scenarios, ...a.threat_scenarios, a.analysis]
    .reduce((n, r) => n + (r.suspect_links ?? 0), 0);
}
