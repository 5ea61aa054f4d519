// The one door to the server: JSON in, JSON out, faults as readable sentences.
import type { Rec } from './types';

export interface Problem { path: string; sentence: string }

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: Problem[] = [],
    readonly reason: string | null = null,
    readonly current: Rec | null = null,
  ) {
    super(message);
  }
  /** The sentence for one field, if the server named it. */
  forField(name: string): string | null {
    return this.problems.find((p) => p.path === `fields.${name}` || p.path === name)?.sentence ?? null;
  }
}

let csrfToken = '';
let onNoLogin: () => void = () => {};

export function setCsrf(token: string): void { csrfToken = token; }
export function whenNoLogin(handler: () => void): void { onNoLogin = handler; }

/** Query string of the members that are set; empty when none is. */
export function query(members: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (value !== null && value !== undefined && value !== '' && value !== false) {
      search.set(name, value === true ? '1' : String(value));
    }
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

async function faultOf(response: Response): Promise<ApiError> {
  try {
    const p = await response.json();
    const words = p.detail || p.title || `The server answered ${response.status}.`;
    return new ApiError(
      response.status, p.code ?? '', words, p.problems ?? [], p.reason ?? null, p.current ?? null,
    );
  } catch {
    return new ApiError(response.status, '', `The server answered ${response.status} without words.`);
  }
}

interface Options {
  body?: unknown; revision?: number; signal?: AbortSignal; raw?: BodyInit; type?: string;
  quiet?: boolean;
}

export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') { headers['X-CSRF-Token'] = csrfToken; }
  if (options.revision !== undefined) { headers['If-Match'] = `"${options.revision}"`; }
  let body: BodyInit | undefined = options.raw;
  if (options.raw) {
    headers['Content-Type'] = options.type || 'application/octet-stream';
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method, headers, body, signal: options.signal, credentials: 'same-origin', cache: 'no-store',
    });
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') { throw e; }
    throw new ApiError(0, 'OFFLINE', 'The server does not answer. Your input is kept; try again.');
  }
  if (!response.ok) {
    const fault = await faultOf(response);
    if (response.status === 401 && !options.quiet) { onNoLogin(); }
    throw fault;
  }
  if (response.status === 204) { return undefined as T; }
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const get = <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, { signal });
export const post = <T>(path: string, body: unknown = {}, revision?: number) =>
  call<T>('POST', path, { body, revision });
export const patch = <T>(path: string, body: unknown, revision: number) =>
  call<T>('PATCH', path, { body, revision });

/** Words for a person, whatever was thrown. */
export function wordsOf(e: unknown): string {
  if (e instanceof ApiError) {
    const more = e.problems.map((p) => p.sentence).filter((s) => s && !e.message.includes(s));
    return [e.message, ...more].join(' ');
  }
  return e instanceof Error ? e.message : String(e);
}
