// Deciding what is done about a risk: the risk becomes a record, the decision hangs on it.
import { get, post } from './api';
import { say, sayFault } from './notices.svelte';
import { saveFields } from './records';
import { entityByName, fieldOf } from './session.svelte';
import type { Analysis, Page, Rec, Risk, Value } from './types';

async function recordOf(analysis: Rec, risk: Risk): Promise<string> {
  if (risk.id) { return risk.id; }
  const entity = entityByName('risk')!;
  const fields: Record<string, Value> = {
    analysis: analysis.id, threat_scenario: risk.threat.id, damage_scenario: risk.damage.id, category: risk.category,
  };
  return (await post<Rec>(`/${entity.path}`, { fields })).id;
}

/** Proposes an option for a risk, or changes the one proposed. True: several decisions exist, choose there. */
export async function treat(data: Analysis, risk: Risk, option: string): Promise<boolean> {
  const entity = entityByName('treatment_decision');
  if (!entity || !entityByName('risk')) { return false; }
  const words = fieldOf(entity, 'option')?.choices?.find((c) => c.id === option)?.label ?? option;
  try {
    const id = await recordOf(data.analysis, risk);
    const { items } = await get<Page>(`/${entity.path}?risk=${id}&limit=10`);
    if (items.length > 1) { return true; }
    if (items[0]) {
      const saved = await saveFields(entity, items[0], { option, decided_value: risk.value });
      if (saved.fault) { throw saved.fault; }
      if (!saved.record) { return false; }
    } else {
      const fields: Record<string, Value> = { risk: id, option };
      if (fieldOf(entity, 'decided_value')) { fields.decided_value = risk.value; }
      await post(`/${entity.path}`, { fields });
    }
    say(`${words}: proposed for the risk of ${risk.threat.key}.`);
  } catch (e) { sayFault(e); }
  return false;
}

/** The option of a risk, read back from its words; empty where there is none or several. */
export function optionOf(risk: Risk, choices: { id: string; label: string }[]): string {
  const words = (risk.treatment ?? '').toLowerCase();
  return choices.find((c) => c.id === words || c.label.toLowerCase() === words)?.id ?? '';
}
