// Why a risk has its value. A risk that is a record has a derivation of its own; one that is only
// computed is put together from the derivations of its two ends and the matrix of the method.
import { get } from './api';
import { explain, panels } from './panels.svelte';
import { router } from './router.svelte';
import { pathOf } from './session.svelte';
import { categories, levelLabel } from './tara';
import type { DerivationNode, Method, Ref, Risk } from './types';

async function derivationOf(to: Ref, otherwise: Omit<DerivationNode, 'ref' | 'by' | 'at' | 'inputs'>): Promise<DerivationNode> {
  const asOf = router.asOf ? `?as_of=${router.asOf}` : '';
  try {
    return await get<DerivationNode>(`/${pathOf(to.entity)}/${to.key}/derivation${asOf}`);
  } catch {
    return { ...otherwise, ref: to, by: null, at: null, inputs: [] };
  }
}

async function compose(risk: Risk, method: Method): Promise<DerivationNode> {
  const impact = levelLabel(method.impact_levels, risk.impact);
  const feasibility = levelLabel(method.feasibility_levels, risk.feasibility);
  const category = categories[risk.category] ?? risk.category;
  const [damage, threat] = await Promise.all([
    derivationOf(risk.damage, { label: `${category} impact`, value: impact, rule: null }),
    derivationOf(risk.threat, { label: 'Attack feasibility', value: feasibility, rule: null }),
  ]);
  return {
    label: `${category} risk`, value: risk.value, ref: null, by: null, at: null,
    rule: `Risk matrix of ${method.title}, version ${method.version}: ${impact} impact and ${feasibility} feasibility give ${risk.value}.`,
    inputs: [damage, threat],
  };
}

export function explainRisk(risk: Risk, method: Method): void {
  if (risk.key && risk.id) {
    explain(pathOf('risk'), { key: risk.key, title: risk.threat.title });
  } else {
    const { key, title } = risk.threat;
    panels.derivation = { path: pathOf('threat_scenario'), key, title, load: () => compose(risk, method) };
  }
}
