// A step moves to another parent by mouse and by keyboard, is shared, and undo brings it back.
export async function moveSteps({ page, base, goal, step, must, need, api }) {
  const shape = async () => Object.fromEntries((await api(page, `/tara/trees/${goal.tree}`)).nodes.map((n) => [n.key, n]));
  const parentsOf = (nodes, key) => nodes[key].parents.map((id) => Object.values(nodes).find((n) => n.id === id).key).sort();
  let plan = null;
  const open = async () => {
    await page.goto(`${base}/tara/${goal.analysis}/tree/${goal.tree}`);
    await page.locator('.node').first().waitFor();
    await page.keyboard.press('0');
    await page.waitForTimeout(300);
  };
  const settled = async (key, wanted) => {
    const end = Date.now() + 8000;
    let now = '';
    while (Date.now() < end) {
      now = String(parentsOf(await shape(), key));
      if (now === String(wanted)) { return; }
      await page.waitForTimeout(150);
    }
    throw new Error(`${key} hangs below ${now}, not ${wanted}`);
  };

  await step('a step is dragged below another parent, and undo brings it back', async () => {
    need(goal, 'no analysis');
    const nodes = await shape();
    const list = Object.values(nodes);
    for (const child of list.filter((n) => n.parents.length === 1 && n.children.length === 0)) {
      const to = list.find((n) => n.gate !== 'leaf' && n.gate !== 'k_of_n' && n.id !== child.parents[0] && !n.children.includes(child.id) && n.parents.length > 0);
      const from = list.find((n) => n.id === child.parents[0]);
      if (to && from.gate !== 'k_of_n' && from.children.length > 1) { plan = { child: child.key, to: to.key, from: from.key }; break; }
    }
    need(plan, 'no step of this tree can be moved');
    await open();
    const middle = async (key) => {
      const box = await page.locator(`[data-key="${key}"] .card`).boundingBox();
      return [box.x + box.width / 2, box.y + box.height / 3];
    };
    const [x1, y1] = await middle(plan.child);
    const [x2, y2] = await middle(plan.to);
    await page.mouse.move(x1, y1);
    await page.mouse.down();
    await page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2, { steps: 4 });
    await page.mouse.move(x2, y2, { steps: 4 });
    await page.locator('.held').waitFor();
    await page.mouse.up();
    await settled(plan.child, [plan.to]);
    await page.waitForTimeout(400);
    await page.keyboard.press('Control+z');
    await settled(plan.child, [plan.from]);
  });
  await step('a step is shared by keyboard alone, and undo takes it back', async () => {
    need(plan, 'nothing to move');
    await open();
    await page.locator(`[data-key="${plan.child}"]`).focus();
    await page.keyboard.press('m');
    await page.locator('.whatif', { hasText: plan.child }).waitFor();
    await page.locator(`[data-key="${plan.to}"]`).focus();
    await page.keyboard.press('s');
    await settled(plan.child, [plan.from, plan.to].sort());
    await page.waitForTimeout(400);
    await page.keyboard.press('Control+z');
    await settled(plan.child, [plan.from]);
  });
}
