// Work goes away as files, both sides change it, and it is merged field by field by keyboard.
const BLOCK = 512;
const SIZE = 124;
const SUM = 148;

/** The archive with `change` applied to the text of the file that holds `words`. */
export function withChange(archive, words, change) {
  const parts = [];
  let isDone = false;
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const head = Buffer.from(archive.subarray(at, at + BLOCK));
    const size = Number.parseInt(head.toString('latin1', SIZE, SIZE + 11), 8);
    let bytes = archive.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (!isDone && bytes.includes(words)) {
      isDone = true;
      bytes = Buffer.from(change(bytes.toString('utf8')), 'utf8');
      head.write(bytes.length.toString(8).padStart(11, '0'), SIZE, 'latin1');
      head.write('        ', SUM, 'latin1');
      const sum = head.reduce((a, b) => a + b, 0);
      head.write(`${sum.toString(8).padStart(6, '0')}\0 `, SUM, 'latin1');
    }
    parts.push(head, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK));
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return isDone ? Buffer.concat(parts) : null;
}

export async function mergeBranch({ page, base, goal, step, must, need, api, checkAxe }) {
  const here = 'Speed signal, as named here';
  const there = 'Speed signal, as named there';
  let branch = null;
  let asset = null;
  let away = null;
  const title = async () => (await api(page, `/assets/${asset.key}`)).title;

  await step('a branch gives away the state that it begins from', async () => {
    need(goal, 'no analysis');
    asset = await api(page, '/assets', { fields: { analysis: goal.analysis, title: 'Speed signal', integrity: true } });
    branch = await api(page, '/branches', { fields: { name: 'Work by a supplier', partner: 'A supplier' } });
    await page.goto(`${base}/record/branches/${branch.key}`);
    await page.locator('.verbs button', { hasText: 'Merge' }).click();
    await page.waitForURL('**tab=merge**');
    const to = await page.locator('.how a').getAttribute('href');
    const answer = await page.context().request.get(new URL(to, base).href);
    must(answer.ok(), `the archive answered ${answer.status()}`);
    away = await answer.body();
    must(away.includes('Speed signal'), 'the archive does not hold the asset');
    await checkAxe(page);
  });
  await step('what both sides changed is shown with both values', async () => {
    need(away, 'no archive');
    await page.evaluate(async ([key, words]) => {
      const session = await (await fetch('/api/session')).json();
      const answer = await fetch(`/api/assets/${key}`, {
        method: 'PATCH', body: JSON.stringify({ fields: { title: words } }),
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf, 'If-Match': '"1"' },
      });
      if (!answer.ok) { throw new Error(await answer.text()); }
    }, [asset.key, here]);
    const back = withChange(away, 'Speed signal', (text) => text.replace('Speed signal', there));
    must(back, 'the asset is in none of the files');
    await page.setInputFiles('#came-back', { name: 'work.tar', mimeType: 'application/x-tar', buffer: back });
    await page.locator('.clash').waitFor();
    const words = await page.locator('.clash').innerText();
    must(words.includes(here) && words.includes(there), `the values are not shown: ${words}`);
    must(await title() === here, 'something was written already');
    await checkAxe(page);
  });
  await step('a choice is made and the merge is done by keyboard', async () => {
    need(await page.locator('.clash').count() > 0, 'nothing to choose');
    await page.locator('.clash input').last().focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Show what would change' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('section[aria-labelledby=would] td', { hasText: asset.key }).waitFor();
    must(await title() === here, 'the preview wrote');
    await checkAxe(page);
    await page.locator('section[aria-labelledby=would] .btn.primary').focus();
    await page.keyboard.press('Enter');
    await page.getByText('This branch is merged.').waitFor();
    must(await title() === there, 'their value did not come');
  });
  await step('an archive that is none is refused in words', async () => {
    need(goal, 'no analysis');
    const other = await api(page, '/branches', { fields: { name: 'Another round' } });
    await page.goto(`${base}/record/branches/${other.key}?tab=merge`);
    const refused = page.waitForResponse((r) => r.url().includes('text-form') && r.status() >= 400);
    await page.setInputFiles('#came-back', { name: 'no.tar', mimeType: 'application/x-tar', buffer: Buffer.from('no archive') });
    await refused;
    await page.locator('[role=alert].bad').waitFor();
    must(await page.locator('section[aria-labelledby=would]').count() === 0, 'it offers to merge');
  });
}
