// Looks for a rating whose change moves a risk, by asking the server what would be if. Stores nothing.

/** `api(path, body)` speaks with the server; null when no single change moves a risk. */
export async function findGoal(api) {
  const list = await api('/tara-analyses?limit=20');
  for (const { key: analysis } of list.items) {
    const data = await api(`/tara/analyses/${analysis}`);
    for (const threat of data.threat_scenarios) {
      const risk = data.risks.find((r) => r.threat.id === threat.id);
      if (!risk || !threat.tree) { continue; }
      const tree = await api(`/tara/trees/${threat.tree.key}`);
      for (const node of tree.nodes.filter((n) => n.rating)) {
        const change = await changeOf(api, data.method, risk, threat.tree.key, node);
        if (change) {
          return {
            analysis, tree: threat.tree.key, node: node.key, category: risk.category,
            damage: risk.damage.key, before: risk.value, ...change,
          };
        }
      }
    }
  }
  return null;
}

function triesOf(method, rating) {
  if (rating.approach === 'attack_potential') {
    return method.factors.flatMap((f, i) =>
      f.levels.filter((l) => l.id !== rating.factors?.[f.id]).reverse().slice(0, 2).map((l) => ({
        factor: i + 1, level: l.id,
        as: { approach: rating.approach, factors: { ...rating.factors, [f.id]: l.id } },
      })));
  }
  if (rating.approach === 'attack_vector') {
    return method.vectors.filter((v) => v.id !== rating.vector).map((v) => ({
      factor: 1, level: v.id, as: { approach: rating.approach, vector: v.id },
    }));
  }
  return [];
}

async function changeOf(api, method, risk, tree, node) {
  const row = method.impact_levels.findIndex((l) => l.id === risk.impact);
  for (const t of triesOf(method, node.rating)) {
    const then = await api('/tara/what-if', { tree, ratings: { [node.id]: t.as } });
    const column = method.feasibility_levels.findIndex((l) => l.id === then.value?.level);
    const after = method.matrix[row]?.[column];
    if (after !== undefined && after !== risk.value) {
      return { factor: t.factor, level: t.level, after };
    }
  }
  return null;
}
