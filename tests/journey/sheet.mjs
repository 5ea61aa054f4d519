// Typing a TARA like a spreadsheet: paste, type, fill, a wrong cell, undo; what is saved is asked of the server.
export async function typeSheet({ page, base, goal, step, must, need, api, checkAxe }) {
  const cell = (r, c) => page.locator(`[data-cell="${r}:${c}"]`);
  const saved = () => page.waitForFunction(() => document.querySelector('.bar [role=status]')?.textContent === 'All saved');
  const threats = async () => (await api(page, `/threat-scenarios?analysis=${goal.analysis}&limit=500`)).items;
  const paste = (text) => page.evaluate((t) => {
    const data = new DataTransfer();
    data.setData('text/plain', t);
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  let before = 0;
  let first = 0;

  await step('rows from a spreadsheet become threat scenarios in one act', async () => {
    need(goal, 'no analysis');
    before = (await threats()).length;
    first = before;
    const { items: damages } = await api(page, `/damage-scenarios?analysis=${goal.analysis}&limit=1`);
    await page.goto(`${base}/tara/${goal.analysis}?tab=sheet`);
    await cell(first, 0).click();
    await paste(`Pasted first\t${damages[0].key}\t\tspoofing\tno\tyes\tno\r\nPasted second\t${damages[0].key}\t\ttampering\tno\tyes\tno\r\n`);
    await page.locator('[role=gridcell]', { hasText: 'Pasted second' }).waitFor();
    await page.waitForTimeout(300);
    await saved();
    const now = await threats();
    must(now.length === before + 2, `${now.length - before} were made`);
    must(now.find((t) => t.title === 'Pasted second')?.fields.stride === 'tampering', 'the class was not pasted');
  });
  await step('a cell is typed and a range filled by keyboard', async () => {
    need(before, 'nothing pasted');
    await cell(first, 3).focus();
    await page.keyboard.type('denial');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+d');
    await page.waitForTimeout(600);
    await saved();
    const mine = (await threats()).filter((t) => t.title.startsWith('Pasted'));
    must(mine.every((t) => t.fields.stride === 'denial_of_service'), 'not both were filled');
  });
  await step('what is wrong is said in its cell, and nothing of it is saved', async () => {
    need(before, 'nothing pasted');
    await cell(first, 1).focus();
    await page.keyboard.type('DS-9999');
    await page.keyboard.press('Enter');
    await page.locator(`[data-cell="${first}:1"][aria-invalid=true]`).waitFor();
    must((await cell(first, 1).innerText()).includes('DS-9999'), 'the cell does not say what');
    await checkAxe(page);
  });
  await step('undo takes back fill, typing and paste', async () => {
    need(before, 'nothing pasted');
    for (let i = 0; i < 3; i += 1) {
      await page.keyboard.press('Control+z');
      await page.waitForTimeout(900);
    }
    must((await threats()).length === before, 'the pasted rows are still there');
  });
  await step('an impact is rated in the sheet', async () => {
    need(before, 'nothing pasted');
    await page.goto(`${base}/tara/${goal.analysis}?tab=sheet&sheet=damage`);
    await cell(0, 5).click();
    await page.keyboard.type('mod');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(600);
    await saved();
    const { damage_scenarios: all } = await api(page, `/tara/analyses/${goal.analysis}`);
    must(all[0].impact.P === 'moderate', `the privacy impact is ${all[0].impact.P}`);
    await page.keyboard.press('Control+z');
    await page.waitForTimeout(900);
    const { damage_scenarios: then } = await api(page, `/tara/analyses/${goal.analysis}`);
    must(!then[0].impact.P, 'undo left the rating');
  });
}
