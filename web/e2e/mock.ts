/** Answers of a server over made-up claims: for work on the page without one (`TIDINGS_MOCK=200 npm run dev`). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClaimDetail, ReportText } from '../src/api/types';
import { makeCard } from '../src/fixtures/card';
import { packed } from '../src/fixtures/pack';
import { makeSituation } from '../src/fixtures/situation';

export function mock(n: number): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const situation = makeSituation({ claims: n, seed: 7 });
  const card = (claim: number) => makeCard(situation, claim);
  const whole = JSON.stringify(packed(situation));

  const detail = (i: number): ClaimDetail => ({
    ...card(i),
    report: situation.claims.report[i]!,
    span: [0, 10],
    actors: [],
    recipients: [],
    fields: [
      { name: 'speaker', value: card(i).voice, choices: null },
      { name: 'stance', value: situation.lists.stance[situation.claims.stance[i]!]!, choices: situation.lists.stance },
    ],
    notes_list: [],
    decisions: [],
    conflicts: [],
    grade: null,
    joined: [],
  });
  const text = (report: number): ReportText => ({
    report,
    received: '2024-05-03T12:00:00Z',
    origin: '',
    total_blocks: 2,
    from: 0,
    notes: [],
    blocks: [
      { kind: 'title', runs: [{ text: situation.reports[report]!.title ?? '', marks: [] }] },
      {
        kind: 'paragraph',
        runs: situation.claims.report.flatMap((r, i) =>
          r === report ? [{ text: card(i).text, marks: [{ layer: 'claim' as const, claim: i }] }, { text: '. ', marks: [] }] : [],
        ),
      },
    ],
  });

  return (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://page');
    if (!url.pathname.startsWith('/api/v1/')) return next();
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
    const [, , , what, id, more] = url.pathname.split('/');
    const n = situation.claims.id.indexOf(decodeURIComponent(id ?? ''));
    if (what === 'session') return json({ version: '0', role: 'reviewer', who: null });
    if (what === 'situation') return id === 'changes' ? json('[]') : json(whole);
    if (what === 'cards') return json((url.searchParams.get('n') ?? '').split(',').map((i) => card(Number(i))));
    if (what === 'claims' && more === 'why') return json({ fields: [], places: [] });
    if (what === 'claims' && n >= 0) return json(detail(n));
    if (what === 'reports') return json(text(situation.reports.findIndex((r) => r.sha256 === id)));
    if (what === 'query') return json({ version: situation.version, claims: situation.claims.id.map((_, i) => i) });
    if (what === 'decisions') return json([]);
    if (what === 'events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(': here\n\n');
      return undefined;
    }
    return json({ error: 'not invented', advice: null }, 404);
  };
}
