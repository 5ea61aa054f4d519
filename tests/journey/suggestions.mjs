// Threats from the architecture: run the rules, accept one and its tree, reject one, run again.

/** `kit` holds page, base, goal and the journey's own step, must, need and api. */
export async function decideSuggestions(kit) {
  const { page, base, goal, step, must, need, api } = kit;
  const table = page.locator('tr[data-row]');
  const count = async (show) => Number(await page.locator('.views button', { hasText: show }).locator('.n').innerText());
  const title = (i) => page.locator(`tr[data-row="${i}"] .two`).innerText();
  let accepted = '';
  let rejected = '';
  let threats = 0;

  await step('the rules suggest threats from the architecture', async () => {
    need(goal, 'no analysis');
    threats = (await api(page, `/threat-scenarios?analysis=${goal.analysis}&limit=500`)).items.length;
    await page.goto(`${base}/tara/${goal.analysis}?tab=suggestions`);
    await page.locator('#suggest-threats').click();
    await Promise.race([table.first().waitFor(), page.locator('.notice, [role=status]').filter({ hasText: 'Nothing new' }).first().waitFor()]);
    need(await table.count() > 2, 'the architecture of this workspace gives rise to no threats');
    must(await count('Undecided') === await table.count(), 'not every suggestion is listed');
    must(await page.locator('.why .way li').count() > 0, 'the way is not told');
  });
  await step('a suggestion is accepted by keyboard and becomes a threat scenario', async () => {
    need(await table.count() > 2, 'no suggestions');
    const before = await count('Undecided');
    await page.keyboard.press('j');
    await page.waitForFunction(() => document.activeElement?.matches('tr[data-row="0"]'));
    accepted = await title(0);
    await page.keyboard.press('a');
    await page.waitForFunction(() => /^1$/.test(document.querySelectorAll('.views .n')[1]?.textContent ?? ''));
    const { items } = await api(page, `/threat-scenarios?analysis=${goal.analysis}&limit=500`);
    must(items.length === threats + 1 && items.some((t) => t.title === accepted), 'there is no such threat scenario');
    must(await count('Undecided') === before, 'its attack tree is not suggested');
  });
  await step('its attack tree is accepted and carries the estimate', async () => {
    need(accepted, 'nothing accepted');
    const { items } = await api(page, `/suggestions?analysis=${goal.analysis}&state=proposed&limit=500`);
    const tree = items.find((s) => s.fields.entity === 'attack_tree' && s.title === accepted);
    const row = table.filter({ has: page.locator('.tree') }).first();
    await row.focus();
    await page.keyboard.press('a');
    await page.waitForFunction(() => /^2$/.test(document.querySelectorAll('.views .n')[1]?.textContent ?? ''));
    const { threat_scenarios: all } = await api(page, `/tara/analyses/${goal.analysis}`);
    const grown = all.find((t) => t.title === accepted);
    must(grown?.feasibility?.sum === tree.fields.estimate_points, `the tree says ${grown?.feasibility?.sum}, not ${tree.fields.estimate_points}`);
  });
  await step('another is rejected with a reason', async () => {
    need(accepted, 'nothing accepted');
    const open = await count('Undecided');
    await page.locator('tr[data-row="1"]').focus();
    rejected = await title(1);
    await page.keyboard.press('r');
    await page.locator('#ask-reason').fill('Cannot happen in this vehicle.');
    await page.locator('dialog button[type=submit]').click();
    await page.waitForFunction((n) => document.querySelectorAll('.views .n')[0]?.textContent === String(n), open - 1);
    must(await count('Rejected') === 1, 'it is not among the rejected');
  });
  await step('run again, what was decided stays decided', async () => {
    need(rejected, 'nothing rejected');
    const before = await Promise.all(['Undecided', 'Accepted', 'Rejected'].map(count));
    await page.locator('#suggest-threats').click();
    await page.waitForTimeout(800);
    const after = await Promise.all(['Undecided', 'Accepted', 'Rejected'].map(count));
    must(String(after) === String(before), `${before} became ${after}`);
    await page.locator('.views button', { hasText: 'Rejected' }).click();
    await page.locator('tr[data-row="0"]').waitFor();
    must(await title(0) === rejected, 'another one is rejected now');
    await page.locator('.why .said', { hasText: 'Cannot happen in this vehicle.' }).waitFor();
  });
}
