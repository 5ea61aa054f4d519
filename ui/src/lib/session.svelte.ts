// Who is signed in, what they may do, and what the records are made of.
import { call, get, post, setCsrf, whenNoLogin, ApiError } from './api';
import type { Entity, Field, Meta, Module, Session, Choice } from './types';

const state = $state<{ session: Session | null; meta: Meta | null; ready: boolean; fault: string }>({
  session: null, meta: null, ready: false, fault: '',
});
let byName = new Map<string, Entity>();
let byPath = new Map<string, Entity>();

export const app = {
  get session() { return state.session; },
  get meta() { return state.meta; },
  get ready() { return state.ready; },
  get fault() { return state.fault; },
  get workspace() { return state.session?.workspace ?? null; },
};

export function entityByName(name: string): Entity | undefined {
  return state.meta ? byName.get(name) : undefined;
}
export function entityByPath(path: string): Entity | undefined {
  return state.meta ? byPath.get(path) : undefined;
}
export function pathOf(name: string): string {
  return entityByName(name)?.path ?? name.replaceAll('_', '-');
}
/** Where a record is best looked at: an analysis has a page of its own. */
export function homeOf(entity: string, key: string): string {
  return entity === 'tara_analysis' ? `/tara/${key}` : `/record/${pathOf(entity)}/${key}`;
}
export function fieldOf(entity: Entity | undefined, name: string): Field | undefined {
  return entity?.fields.find((f) => f.name === name);
}
export function stateOf(entity: Entity | undefined, id: string | null): Choice | null {
  if (!id) { return null; }
  return entity?.states?.find((s) => s.id === id) ?? { id, label: id.replaceAll('_', ' '), tone: 'none' };
}
export function modulesOf(part: number): Module[] {
  return state.meta?.modules.filter((m) => m.part === part) ?? [];
}
export function entitiesOf(module: string): Entity[] {
  return state.meta?.entities.filter((e) => e.module === module) ?? [];
}

/** Permissions are MODULE.ACTION with a star for "all". */
export function may(permission: string | null | undefined): boolean {
  if (!permission) { return true; }
  const [module, action] = permission.split('.');
  return (state.session?.permissions ?? []).some((p) => {
    if (p === '*' || p === permission) { return true; }
    const [m, a] = p.split('.');
    return (m === '*' || m === module) && (a === '*' || a === action);
  });
}

function take(session: Session | null): void {
  state.session = session;
  setCsrf(session?.csrf ?? '');
}

async function loadMeta(): Promise<void> {
  if (!state.session || state.session.must_change_password) { return; }
  const meta = await get<Meta>('/meta');
  byName = new Map(meta.entities.map((e) => [e.name, e]));
  byPath = new Map(meta.entities.map((e) => [e.path, e]));
  state.meta = meta;
}

export async function start(): Promise<void> {
  whenNoLogin(() => { take(null); });
  try {
    take(await call<Session>('GET', '/session', { quiet: true }));
    await loadMeta();
  } catch (e) {
    if (!(e instanceof ApiError) || e.status !== 401) {
      state.fault = e instanceof Error ? e.message : String(e);
    }
  }
  state.ready = true;
}

export async function refreshSession(): Promise<void> {
  take(await get<Session>('/session'));
}

export async function signIn(name: string, password: string, code: string): Promise<void> {
  const body = code ? { name, password, code } : { name, password };
  take(await call<Session>('POST', '/login', { body, quiet: true }));
  state.fault = '';
  await loadMeta();
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  await call('POST', '/password', { body: { old, new: fresh }, quiet: true });
  take(await get<Session>('/session'));
  await loadMeta();
}

export async function signOut(): Promise<void> {
  try { await post('/logout'); } finally { take(null); state.meta = null; }
}
