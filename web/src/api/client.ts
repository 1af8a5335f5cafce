/** Every request the page makes goes through here; there is no other `fetch` in it. */
import type {
  Card,
  Change,
  ClaimDetail,
  DecisionView,
  Job,
  NewDecision,
  NewSession,
  Packed,
  Problem,
  QueryResult,
  ReportText,
  Session,
  Situation,
  Why,
} from './types';
import { inSlices } from '../state/slices';
import { unpacked } from './packed';

const BASE = '/api/v1';

/** An answer that is not the one asked for. `body` is what the server says of it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: Problem,
  ) {
    super(body.error);
  }
}

/** What went wrong, whatever was thrown. */
export function problemOf(error: unknown): Problem {
  return error instanceof ApiError ? error.body : { error: String(error), advice: null };
}

type Init = { method?: string; body?: BodyInit; headers?: Record<string, string>; signal?: AbortSignal };

function params(query: Record<string, string | number | null | undefined>): string {
  const out = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') out.set(key, String(value));
  }
  const text = out.toString();
  return text === '' ? '' : `?${text}`;
}

async function problem(response: Response): Promise<ApiError> {
  const fallback = { error: `${response.status} ${response.statusText}`, advice: null };
  const body: unknown = await response.json().catch(() => null);
  const told = typeof body === 'object' && body !== null && 'error' in body;
  return new ApiError(response.status, told ? (body as Problem) : fallback);
}

async function request(path: string, init: Init = {}): Promise<Response> {
  const headers: Record<string, string> = { ...init.headers };
  if (init.method === 'POST') headers['X-Tidings'] = '1';
  const response = await fetch(BASE + path, { ...init, headers, credentials: 'same-origin' });
  if (!response.ok) throw await problem(response);
  return response;
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, signal ? { signal } : {});
  return (await response.json()) as T;
}

async function post<T>(path: string, value: unknown): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await request(path, { method: 'POST', body: JSON.stringify(value), headers });
  return (await response.json()) as T;
}

const id = encodeURIComponent;

export const api = {
  session: () => get<Session>('/session'),
  /** The server keeps the token in a cookie that no script can read. */
  signIn: (token: string) => post<Session>('/session', { token } satisfies NewSession),
  situation: async (): Promise<Situation> => inSlices(unpacked(await get<Packed>('/situation/columns'))),
  changes: (since: string) => get<Change[]>(`/situation/changes${params({ since })}`),
  cards: (version: string, n: number[]) => get<Card[]>(`/cards${params({ version, n: n.join(',') })}`),
  claim: (claim: string, signal?: AbortSignal) => get<ClaimDetail>(`/claims/${id(claim)}`, signal),
  why: (claim: string, signal?: AbortSignal) => get<Why>(`/claims/${id(claim)}/why`, signal),
  report: (sha256: string, where: { around?: string; from?: number }, signal?: AbortSignal) =>
    get<ReportText>(`/reports/${id(sha256)}${params(where)}`, signal),
  query: (q: string, signal?: AbortSignal) => get<QueryResult>(`/query${params({ q })}`, signal),
  job: (job: string) => get<Job>(`/jobs/${id(job)}`),
  decisions: () => get<DecisionView[]>('/decisions'),
  decide: (decision: NewDecision) => post<{ id: number; version: string }>('/decisions', decision),
  async add(body: Blob, about: { name: string; published: string; publisher: string }): Promise<Job> {
    const response = await request(`/reports${params(about)}`, { method: 'POST', body });
    return (await response.json()) as Job;
  },
};

export const address = {
  brief: (format: 'html' | 'md', q: string) => `${BASE}/brief${params({ format, q })}`,
  export: (format: string, q: string) => `${BASE}/export/${id(format)}${params({ q })}`,
  events: () => `${BASE}/events`,
};
