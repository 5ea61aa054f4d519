// A baseline is made, something changes, and the comparison says what, field by field.
export async function compareBaseline({ page, base, goal, step, must, need, api, checkAxe }) {
  let key = '';
  let asset = '';
  await step('a baseline lists what it holds', async () => {
    need(goal, 'no analysis');
    const made = await api(page, '/baselines', { fields: { name: 'Journey gate', scope: goal.analysis } });
    key = made.key;
    await page.goto(`${base}/record/baselines/${key}?tab=contents`);
    await page.locator('section table tr').first().waitFor();
    const { items } = await api(page, `/common/baselines/${key}`);
    must((await page.locator('.bar').innerText()).includes(`${items.length} of ${items.length}`), 'not every record is listed');
    await checkAxe(page);
  });
  await step('nothing differs right after', async () => {
    need(key, 'no baseline');
    await page.goto(`${base}/record/baselines/${key}?tab=changes`);
    await page.getByText('Nothing differs').waitFor();
  });
  await step('what changed since is shown field by field', async () => {
    need(key, 'no baseline');
    asset = (await api(page, '/assets', { fields: { analysis: goal.analysis, title: 'Diagnostic access', availability: true } })).key;
    await page.goto(`${base}/record/baselines/${key}?tab=changes`);
    const entry = page.locator('article').filter({ hasText: asset });
    await entry.locator('.change').first().waitFor();
    must((await entry.innerText()).includes('added'), 'it is not said to be added');
    must((await entry.locator('ins').allInnerTexts()).includes('Diagnostic access'), 'its title is not shown');
    await checkAxe(page);
  });
  await step('two baselines are compared, the earlier one left', async () => {
    need(asset, 'nothing changed');
    const later = (await api(page, '/baselines', { fields: { name: 'Later gate', scope: goal.analysis } })).key;
    await page.goto(`${base}/record/baselines/${later}?tab=changes&with=${key}`);
    await page.locator('article').filter({ hasText: asset }).waitFor();
    must((await page.locator('.strong').innerText()).startsWith(key), 'the later one stands left');
  });
}
