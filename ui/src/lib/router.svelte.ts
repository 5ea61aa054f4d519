// The address bar as state. The as-of moment survives every navigation, so a past view stays past.
import { routeOf, withQuery, type Route } from './route';

const here = () => location.pathname + location.search;
const state = $state<{ route: Route; address: string }>({ route: routeOf(here()), address: here() });

export const router = {
  get route() { return state.route; },
  get address() { return state.address; },
  get query() { return state.route.query; },
  get asOf(): number | null {
    const n = Number(state.route.query.as_of);
    return Number.isInteger(n) && n > 0 ? n : null;
  },
};

function read(): void {
  state.address = here();
  state.route = routeOf(state.address);
}

/** An address that keeps the as-of moment of the present one. */
export function href(path: string): string {
  const seq = router.asOf;
  return seq && !path.includes('as_of=') ? withQuery(path, { as_of: String(seq) }) : path;
}

export function go(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace) { history.replaceState(null, '', path); } else { history.pushState(null, '', path); }
  read();
}

export function setQuery(changes: Record<string, string | null | undefined>, replace = true): void {
  go(withQuery(here(), changes), { replace });
}

/** Own links navigate without a reload; everything else is the browser's. */
function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) { return; }
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) { return; }
  const link = (event.target as Element).closest?.('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) { return; }
  if (link.pathname.startsWith('/api/')) { return; }
  event.preventDefault();
  go(href(link.pathname + link.search));
}

export function startRouter(): void {
  addEventListener('popstate', read);
  document.addEventListener('click', onClick);
}
