// Listens once and hands presses to whoever registered last for the binding.
import { chordOf, resolve } from './keys';

type Handler = (event: KeyboardEvent) => boolean | void;
const layers: Map<string, Handler>[] = [];
let prefix = '';
let timer = 0;

/** Registers handlers for as long as the component lives. Returning false passes the press on. */
export function useKeys(handlers: Record<string, Handler>): void {
  $effect(() => {
    const layer = new Map(Object.entries(handlers));
    layers.push(layer);
    return () => { layers.splice(layers.indexOf(layer), 1); };
  });
}

function isTyping(target: EventTarget | null): boolean {
  const e = target as HTMLElement | null;
  if (!e || !e.tagName) { return false; }
  if (e.tagName === 'INPUT') {
    return !['checkbox', 'radio', 'button'].includes((e as HTMLInputElement).type);
  }
  return e.tagName === 'TEXTAREA' || e.tagName === 'SELECT' || e.isContentEditable;
}

/** Enter and Space belong to a focused control before they belong to a list. */
function belongsToControl(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') { return false; }
  const e = event.target as HTMLElement | null;
  return !!e?.closest?.('button, a, summary, input, select, textarea, [role=option], [role=menuitem]');
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || belongsToControl(event)) { return; }
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) { return; }
  const found = resolve(prefix, chordOf(event), isTyping(event.target));
  prefix = found.prefix;
  clearTimeout(timer);
  if (prefix) {
    timer = window.setTimeout(() => { prefix = ''; }, 1500);
    event.preventDefault();
    return;
  }
  for (const hit of found.hits) {
    for (let i = layers.length - 1; i >= 0; i -= 1) {
      const handler = layers[i]!.get(hit.id);
      if (handler && handler(event) !== false) { event.preventDefault(); return; }
    }
  }
}

export function startKeyboard(): void { document.addEventListener('keydown', onKey); }
export const isMac = /mac/i.test(navigator.platform);
