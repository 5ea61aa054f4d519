// The workspace's now: the machine's clock, or the simulated one, which stands still between commands.
import { app } from './session.svelte';

const state = $state({ tick: Date.now() });
export const clock = {
  get now(): number {
    const w = app.workspace;
    return w?.is_simulated ? Date.parse(w.now) : state.tick;
  },
};
export function startClock(): void { setInterval(() => { state.tick = Date.now(); }, 30_000); }
