// What others change while we look: one stream, many listeners, bursts joined.
export interface LedgerEvent { seq: number; entity: string; id: string; key: string; verb: string; actor: string }
type Listener = (events: LedgerEvent[]) => void;

const listeners = new Set<Listener>();
let source: EventSource | null = null;
let waiting: LedgerEvent[] = [];
let timer = 0;
const state = $state({ isLive: false });
export const live = { get isLive() { return state.isLive; } };

function flush(): void {
  timer = 0;
  const batch = waiting;
  waiting = [];
  for (const listener of listeners) { listener(batch); }
}

export function startEvents(): void {
  stopEvents();
  source = new EventSource('/api/events');
  source.addEventListener('open', () => { state.isLive = true; });
  source.addEventListener('error', () => { state.isLive = false; });
  source.addEventListener('ledger', (message) => {
    try { waiting.push(JSON.parse((message as MessageEvent<string>).data)); } catch { return; }
    if (!timer) { timer = window.setTimeout(flush, 250); }
  });
}

export function stopEvents(): void {
  source?.close();
  source = null;
  state.isLive = false;
}

/** Calls back with what changed, for as long as the component lives. */
export function useLedger(listener: Listener): void {
  $effect(() => {
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  });
}
