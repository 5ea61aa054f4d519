// A server of its own for the journey: a fresh workspace with the example, on this machine only.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const example = fileURLToPath(new URL('../../examples/headlamp', import.meta.url));
const START_PATIENCE = 20_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => { resolve(port); });
    });
  });
}

/** Starts `binary`; gives {url, user, password, stop}. Throws in words when it cannot. */
export async function startServer(binary) {
  const folder = mkdtempSync(join(tmpdir(), 'csms-journey-'));
  const workspace = join(folder, 'journey.csms');
  const steps = [['init', '--name', 'Journey'], ...(existsSync(example) ? [['import', example]] : [])];
  for (const step of steps) {
    const done = spawnSync(binary, ['--workspace', workspace, ...step], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (done.status !== 0) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`csms ${step[0]} failed: ${done.stderr || done.stdout}`);
    }
  }
  const port = await freePort();
  const child = spawn(binary, ['--workspace', workspace, 'serve', '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => new Promise((resolve) => {
    const clean = () => { rmSync(folder, { recursive: true, force: true }); resolve(); };
    if (child.exitCode !== null) { clean(); return; }
    child.once('exit', clean);
    child.kill('SIGTERM');
  });
  let said = '';
  child.stdout.on('data', (d) => { said += d; });
  child.stderr.on('data', (d) => { said += d; });
  const end = Date.now() + START_PATIENCE;
  while (Date.now() < end && child.exitCode === null) {
    const user = /sign in as\s+(\S+)/.exec(said)?.[1];
    const password = /with password\s+(\S+)/.exec(said)?.[1];
    if (user && password) { return { url: `http://127.0.0.1:${port}`, user, password, stop }; }
    await new Promise((r) => { setTimeout(r, 50); });
  }
  await stop();
  throw new Error(`csms serve did not show a password: ${said}`);
}
