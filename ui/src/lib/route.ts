// Addresses to routes and back. Pure; the reactive part is router.svelte.ts.

export type PageName =
  | 'cockpit' | 'login' | 'list' | 'record' | 'tara' | 'tree' | 'ledger' | 'checks' | 'account' | 'lost';

export interface Route { page: PageName; params: Record<string, string>; query: Record<string, string> }

const patterns: [PageName, string][] = [
  ['cockpit', '/'],
  ['login', '/login'],
  ['account', '/account'],
  ['ledger', '/ledger'],
  ['checks', '/checks'],
  ['list', '/list/:path'],
  ['record', '/record/:path/:key'],
  ['tara', '/tara/:key'],
  ['tree', '/tara/:key/tree/:tree'],
];

function match(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split('/').filter(Boolean);
  const have = path.split('/').filter(Boolean);
  if (want.length !== have.length) { return null; }
  const params: Record<string, string> = {};
  for (let i = 0; i < want.length; i += 1) {
    const w = want[i]!;
    const h = have[i]!;
    if (w.startsWith(':')) {
      try { params[w.slice(1)] = decodeURIComponent(h); } catch { return null; }
    } else if (w !== h) { return null; }
  }
  return params;
}

export function routeOf(address: string): Route {
  const url = new URL(address, 'http://here');
  const search: Record<string, string> = {};
  url.searchParams.forEach((value, name) => { search[name] = value; });
  for (const [page, pattern] of patterns) {
    const params = match(pattern, url.pathname);
    if (params) { return { page, params, query: search }; }
  }
  return { page: 'lost', params: {}, query: search };
}

/** The same address with members of its query replaced; null or '' removes one. */
export function withQuery(address: string, changes: Record<string, string | null | undefined>): string {
  const url = new URL(address, 'http://here');
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') { url.searchParams.delete(name); }
    else { url.searchParams.set(name, value); }
  }
  const text = url.searchParams.toString();
  return url.pathname + (text ? `?${text}` : '');
}

/** Only addresses of this application may follow a login. */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';
}
