// A person's way through the web interface, in a real browser, against a running server.
//
//   CSMS_URL       where the server listens, such as http://127.0.0.1:8080
//   CSMS_USER      account name
//   CSMS_PASSWORD  its password; a one-time password is changed to CSMS_NEW_PASSWORD
//   CSMS_CHROME    the browser's executable
//   CSMS_BINARY    csms itself; without CSMS_URL it is started on a fresh workspace with the example
//
// Needs a workspace with a rated attack tree, and `npm ci` in ui/.
// The rating that is changed is changed back. Last line: N passed, N failed, N skipped.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compareBaseline } from './baselines.mjs';
import { mergeBranch } from './branch.mjs';
import { makeExample } from './example.mjs';
import { findGoal } from './goal.mjs';
import { moveSteps } from './move.mjs';
import { startServer } from './server.mjs';
import { typeSheet } from './sheet.mjs';
import { decideSuggestions } from './suggestions.mjs';

const require = createRequire(new URL('../../ui/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const { AxeBuilder } = require('@axe-core/playwright');

let base = (process.env.CSMS_URL ?? '').replace(/\/$/, '');
let user = process.env.CSMS_USER ?? '';
let password = process.env.CSMS_PASSWORD ?? '';
const binary = process.env.CSMS_BINARY ?? '';
const newPassword = process.env.CSMS_NEW_PASSWORD ?? `Journey-${Math.random().toString(36).slice(2)}-Lamp`;
const browserPath = process.env.CSMS_CHROME ?? '';
const counts = { passed: 0, failed: 0, skipped: 0 };
const PATIENCE = 10_000;
const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

class Skip extends Error {}
function must(condition, words) { if (!condition) { throw new Error(words); } }
function need(condition, words) { if (!condition) { throw new Skip(words); } }

async function step(name, run) {
  try {
    await run();
    counts.passed += 1;
    console.log(`ok    ${name}`);
  } catch (e) {
    const isSkip = e instanceof Skip;
    counts[isSkip ? 'skipped' : 'failed'] += 1;
    console.log(`${isSkip ? 'skip ' : 'FAIL '} ${name}: ${e.message}`);
  }
}

function finish() {
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

const canStart = binary !== '' && existsSync(binary);
if (!browserPath || (!canStart && (!base || !user || !password))) {
  console.log('skip  journey: set CSMS_CHROME, and CSMS_URL, CSMS_USER and CSMS_PASSWORD or CSMS_BINARY');
  counts.skipped += 1;
  finish();
} else {
  let server = null;
  let browser = null;
  try {
    if (!base) {
      server = await startServer(binary);
      ({ url: base, user, password } = server);
    }
    browser = await chromium.launch({ executablePath: browserPath, args: flags });
    await journey(browser, server !== null);
  } catch (e) {
    counts.failed += 1;
    console.log(`FAIL  journey: ${e.message}`);
  } finally {
    await browser?.close();
    await server?.stop();
  }
  finish();
}

async function journey(browser, isOwn) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, colorScheme: 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints = [];
  page.on('pageerror', (e) => { complaints.push(e.message); });
  page.on('console', (m) => {
    // Refusals that a step asks for: a wrong password, an open choice of a merge.
    const isAsked = m.text().includes('401') || m.location().url.includes('/api/workspace/text-form');
    if (m.type() === 'error' && !isAsked) { complaints.push(m.text()); }
  });
  await signIn(page);
  if (isOwn) {
    await step('the workspace holds an analysis', async () => {
      const speak = (path, body) => api(page, path, body);
      if ((await speak('/tara-analyses?limit=1')).items.length === 0) { await makeExample(speak); }
    });
  }
  await lists(page);
  const goal = await analysis(page);
  await changeRating(page, goal);
  await report(page, context, goal);
  const kit = { page, base, goal, step, must, need, api, checkAxe };
  await decideSuggestions(kit);
  await compareBaseline(kit);
  await mergeBranch(kit);
  await typeSheet(kit);
  await moveSteps(kit);
  await screens(page, goal);
  await signOut(page, context);
  await step('the browser had nothing to complain about', async () => {
    must(complaints.length === 0, complaints.slice(0, 3).join(' | '));
  });
}

async function signIn(page) {
  await step('login: accessible in both themes', async () => {
    await page.goto(`${base}/login`);
    await page.locator('#name').waitFor();
    await checkAxe(page);
  });
  await step('a wrong password is refused in words', async () => {
    await page.fill('#name', user);
    await page.fill('#password', `${password}-wrong`);
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]').waitFor();
    must((await page.locator('[role=alert]').innerText()).trim().length > 8, 'no words');
  });
  await step('signing in by keyboard', async () => {
    await page.fill('#name', user);
    await page.fill('#password', password);
    await page.keyboard.press('Enter');
    await page.locator('#fresh, #account-menu').first().waitFor();
  });
  await step('the one-time password is changed', async () => {
    need(await page.locator('#fresh').count() > 0, 'the password is not a one-time password');
    await page.fill('#fresh', newPassword);
    await page.fill('#again', newPassword);
    await page.keyboard.press('Enter');
    await page.locator('#account-menu').waitFor();
  });
}

async function lists(page) {
  const empty = 'the workspace holds no threat scenario';
  const isThere = (await api(page, '/threat-scenarios?limit=1').catch(() => ({ items: [] }))).items.length > 0;
  await step('the cockpit invites to three things', async () => {
    await page.goto(`${base}/`);
    await page.locator('.ways a').first().waitFor();
    must(await page.locator('.ways a').count() === 3, 'not three invitations');
  });
  await step('Ctrl-K finds a list and goes there', async () => {
    need(isThere, empty);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('threat scenarios');
    const choice = page.locator('[role=option]').filter({ hasText: /^\s*Threat scenarios\s*$/ }).first();
    await choice.waitFor();
    await page.waitForTimeout(300);
    for (let i = 0; i < 20 && await choice.getAttribute('aria-selected') !== 'true'; i += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/list/threat-scenarios**');
    await page.locator('tr[data-row="0"]').waitFor();
  });
  await step('a list is walked, selected and opened by keyboard', async () => {
    need(isThere, empty);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.locator('[role=toolbar]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[role=toolbar]').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.waitForURL('**/record/threat-scenarios/**');
    await page.locator('h1').waitFor();
  });
  await step('a record shows its history with the leaf of the ledger', async () => {
    need(isThere, empty);
    await page.locator('.tabs a', { hasText: 'History' }).click();
    await page.locator('.leaf').first().waitFor();
  });
}

async function analysis(page) {
  let goal = null;
  await step('g t goes to the analyses, Enter opens one', async () => {
    const { items } = await api(page, '/tara-analyses?limit=1');
    need(items.length > 0, 'the workspace holds no analysis');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.locator('tr[data-row="0"]').waitFor();
    goal = await findGoal((path, body) => api(page, path, body));
    need(goal, 'no rating of this workspace would move a risk');
    await page.locator('tr[data-row]', { hasText: goal.analysis }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/tara/${goal.analysis}**`);
    await page.locator('.tabs').waitFor();
  });
  await step('a dot of the matrix opens the derivation', async () => {
    need(goal, 'no analysis');
    await page.locator('.tabs a', { hasText: 'Risk matrix' }).click();
    await page.locator('.dots button').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.drawer .node').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });
  });
  await readInsight(page, goal);
  return goal;
}

async function readInsight(page, goal) {
  await step('the insight says why, who can, what would move it, which control pays', async () => {
    need(goal, 'no analysis');
    const { threat } = await api(page, `/tara/trees/${goal.tree}`);
    const answer = await api(page, `/tara/threats/${threat.key}/insight`);
    await page.goto(`${base}/tara/${goal.analysis}/tree/${goal.tree}`);
    await page.locator('.node').first().waitFor();
    await page.keyboard.press('i');
    const panel = page.locator('.insight');
    await panel.waitFor();
    must(await panel.locator('h2').count() === 4, 'not four answers');
    must((await panel.locator('.lead').first().innerText()).includes(answer.why.steps[0].node.title), 'the easiest attack is not named');
    await waitText(panel.locator('.risks .risk').first(), String(answer.risks[0].value));
    const rows = async (id) => panel.locator(`section[aria-labelledby=${id}] tbody tr`).count();
    must(await rows('insight-who') === answer.attackers.items.length, 'not every attacker is shown');
    must(await rows('insight-moves') === Math.min(6, answer.moves.items.length), 'not the moves that the server lists');
    must(await rows('insight-controls') === answer.controls.items.length, 'not every control is weighed');
    await panel.locator('.risks .risk').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.drawer .node').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });
    await panel.locator('td a').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**node=${answer.why.steps[0].node.key}**`);
    must(await panel.isVisible(), 'following a step closed the insight');
  });
}

async function changeRating(page, goal) {
  const missing = 'no rating would move a risk';
  const button = () => page.locator(`[data-risk="${goal.category}"][data-damage="${goal.damage}"]`);
  await step('a rating is changed and the risk moves', async () => {
    need(goal, missing);
    await page.goto(`${base}/tara/${goal.analysis}/tree/${goal.tree}?node=${goal.node}`);
    await button().waitFor();
    await waitText(button().locator('b'), String(goal.before));
    await page.locator(`[data-key="${goal.node}"]`).focus();
    await page.keyboard.press(String(goal.factor));
    const select = page.locator(`#factor-${goal.factor}`);
    await page.waitForFunction((id) => document.activeElement?.id === id, `factor-${goal.factor}`);
    await select.selectOption(goal.level);
    await answerReason(page);
    await waitText(button().locator('b'), String(goal.after));
  });
  await step('the derivation of the new risk can be read', async () => {
    need(goal, missing);
    await button().focus();
    await page.keyboard.press('Enter');
    const value = page.locator('.drawer .node.root > .line .value').first();
    await value.waitFor();
    must((await value.innerText()).includes(String(goal.after)), `the derivation does not end in ${goal.after}`);
    must(await page.locator('.drawer .node').count() > 2, 'the derivation has no inputs');
    await page.keyboard.press('Escape');
  });
  await step('undo brings the risk back', async () => {
    need(goal, missing);
    await page.locator(`[data-key="${goal.node}"]`).focus();
    await page.keyboard.press('Control+z');
    await waitText(button().locator('b'), String(goal.before));
  });
}

async function report(page, context, goal) {
  await step('the PDF report is a PDF', async () => {
    need(goal, 'no analysis');
    await page.goto(`${base}/tara/${goal.analysis}`);
    const to = await page.locator('#make-pdf').getAttribute('href');
    const answer = await context.request.get(new URL(to, base).href);
    must(answer.ok(), `the report answered ${answer.status()}`);
    const head = (await answer.body()).subarray(0, 5).toString('latin1');
    must(head === '%PDF-', `the report starts with ${JSON.stringify(head)}`);
  });
  await step('the past carries a banner and cannot be changed', async () => {
    await page.goto(`${base}/list/tara-analyses?as_of=1`);
    await page.locator('.past').waitFor();
    must(await page.locator('.page-head .btn.primary').count() === 0, 'the past offers to create');
  });
}

async function screens(page, goal) {
  await page.goto(`${base}/`);
  const record = (await api(page, '/threat-scenarios?limit=1')).items[0]?.key;
  const tara = goal && `/tara/${goal.analysis}`;
  const list = [
    ['cockpit', '/', '.ways'],
    ['list', record && '/list/threat-scenarios', 'table'],
    ['record', record && `/record/threat-scenarios/${record}`, '.form'],
    ['analysis', tara, 'table'],
    ['risk matrix', tara && `${tara}?tab=matrix`, '.matrix'],
    ['insight', tara && `${tara}?tab=insight`, '.insight'],
    ['insight beside the tree', tara && `${tara}/tree/${goal.tree}?panel=insight`, '.insight'],
    ['sheet of ratings', tara && `${tara}?tab=sheet&sheet=ratings`, '[role=gridcell]'],
    ['suggestions', tara && `${tara}?tab=suggestions&show=all`, '.views'],
    ['damage and impact', tara && `${tara}?tab=damage`, 'table'],
    ['attack tree', tara && `${tara}/tree/${goal.tree}?node=${goal.node}`, '.node'],
    ['ledger', '/ledger', 'table'],
    ['checks', '/checks', '.bar'],
  ];
  for (const [name, path, ready] of list) {
    await step(`${name}: accessible in both themes, no sideways scrolling at 1366`, async () => {
      need(path, 'nothing to show');
      await page.goto(base + path);
      await page.locator(ready).first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      must(wide <= 0, `${wide} pixels too wide`);
      await checkAxe(page);
    });
  }
}

async function signOut(page, context) {
  await step('signing out leads to the login', async () => {
    await page.locator('#account-menu').click();
    await page.locator('.item', { hasText: 'Sign out' }).click();
    await page.locator('#name').waitFor();
    const answer = await context.request.get(`${base}/api/session`);
    must(answer.status() === 401, `the session still answers ${answer.status()}`);
  });
}

async function api(page, path, body) {
  return page.evaluate(async ([p, b]) => {
    const session = await (await fetch('/api/session')).json();
    const answer = await fetch(`/api${p}`, b ? {
      method: 'POST', body: JSON.stringify(b),
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf },
    } : {});
    if (!answer.ok) { throw new Error(`${p} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`); }
    return answer.json();
  }, [path, body]);
}

async function checkAxe(page) {
  const found = [];
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.waitForFunction((t) => document.documentElement.dataset.theme === t, theme);
    await page.waitForTimeout(200);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const v of violations) {
      found.push(`${theme} ${v.id} at ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')}`);
    }
  }
  must(found.length === 0, found.join('; '));
}

async function waitText(locator, text) {
  const end = Date.now() + PATIENCE;
  let seen = '';
  while (Date.now() < end) {
    seen = await locator.innerText({ timeout: 1000 }).catch(() => '');
    if (seen === text) { return; }
    await new Promise((r) => { setTimeout(r, 100); });
  }
  throw new Error(`shows ${seen || 'nothing'}, expected ${text}`);
}

async function answerReason(page) {
  await page.waitForTimeout(200);
  if (await page.locator('#ask-reason').count() > 0) {
    await page.fill('#ask-reason', 'Trying a harder step.');
    await page.locator('dialog button[type=submit]').click();
  }
}
