// A small analysis made through the interface of the server, for a workspace that holds none:
// one item, one damage, one threat, a tree of two ways with rated steps. Own content.

/** `api(path, body)` speaks with the server; a body makes it a POST. */
export async function makeExample(api) {
  const meta = await api('/meta');
  const entityOf = (name) => meta.entities.find((e) => e.name === name);
  const make = async (name, given) => {
    const entity = entityOf(name);
    const fields = { ...given };
    for (const f of entity.fields.filter((x) => x.is_required && !x.is_read_only && fields[x.name] === undefined)) {
      fields[f.name] = await plainValue(f, entity);
    }
    return (await api(`/${entity.path}`, { fields })).key;
  };
  const plainValue = async (field, entity) => {
    if (field.type === 'choice') { return field.choices[0].id; }
    if (field.type === 'bool') { return true; }
    if (field.type === 'date') { return '2026-01-31'; }
    if (field.type === 'integer') { return Math.max(1, field.min ?? 1); }
    if (field.type === 'ref') {
      const { items } = await api(`/${entityOf(field.refers[0]).path}?limit=1`);
      return items[0]?.key ?? make(field.refers[0], {});
    }
    return `Journey ${entity.title.toLowerCase()}`;
  };
  const titled = (name, title) => ({ [entityOf(name).title_field]: title });

  const item = await make('item', titled('item', 'Window lifter'));
  const analysis = await make('tara_analysis', { ...titled('tara_analysis', 'Window lifter, first round'), item });
  const asset = await make('asset', { analysis, title: 'Close request on the door bus', integrity: true });
  const damage = await make('damage_scenario', { analysis, title: 'A hand is caught by a window that closes unasked', assets: [asset] });
  await make('impact_rating', { damage_scenario: damage, stakeholder: 'road_user', category: 'S', level: 'major' });
  const threat = await make('threat_scenario', { analysis, title: 'Forged close request', damage_scenarios: [damage], assets: [asset] });
  await make('threat_scenario', { analysis, title: 'Replayed close request', damage_scenarios: [damage], assets: [asset] });
  const tree = await make('attack_tree', { threat_scenario: threat, title: 'Close the window unasked' });
  const step = async (title, levels) => {
    const node = await make('attack_node', { tree, title, gate: 'leaf' });
    await make('feasibility_rating', { node, approach: 'attack_potential', rationale: 'Judged for the journey.', ...levels });
    return node;
  };
  const hard = { elapsed_time: 'le_1m', expertise: 'expert', knowledge: 'confidential', window: 'moderate', equipment: 'specialized' };
  const easy = { elapsed_time: 'le_1w', expertise: 'proficient', knowledge: 'restricted', window: 'moderate', equipment: 'standard' };
  const bus = await step('Reach the door bus behind the trim', easy);
  const send = await step('Send the close request with its counter', hard);
  const app = await step('Take over the phone that opens the car', hard);
  const wired = await make('attack_node', { tree, title: 'From the door', gate: 'and', children: [bus, send] });
  const remote = await make('attack_node', { tree, title: 'From afar', gate: 'sand', children: [app, send] });
  await make('attack_node', { tree, title: 'The window closes unasked', gate: 'or', children: [wired, remote] });
}
