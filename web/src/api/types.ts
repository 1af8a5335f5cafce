/**
 * The contract between the page and the server: JSON under /api/v1. The server describes the same shapes in
 * /api/v1/openapi.json; a test holds the two against each other.
 *
 * Everything here has gone through the one door of the views: private names are masked, places are no finer than the
 * report gives, claims that analysts rejected are left out (they are in `Situation.rejected`, for undoing). Days are
 * numbers of days since 1970-01-01. Spans are Unicode code points of the report's text, end-exclusive.
 */

/** A day since 1970-01-01; null = unknown. */
export type Day = number | null;

/** An index into `Situation.claims`: valid for one `version` only. `Claims.id` is the name that stays. */
export type N = number;

/** GET /api/v1/situation: all that facets, map, timeline and figure histories need, at once. ETag = version. */
export interface Situation {
  /** Opaque; another one whenever anything shown has changed. */
  version: string;
  /** Name of the ledger file, without folder. */
  name: string;
  /** "Public reporting, unverified. ..." */
  banner: string;
  /** Number of the last decision: what a new decision must be based on. */
  last_decision: number;
  /** Day of the latest report. */
  as_of: Day;
  reports: Report[];
  /** String table of speakers, actors, publishers' names as claims give them. */
  names: string[];
  places: Place[];
  /** Closed lists, by which the columns below count. */
  lists: Lists;
  claims: Claims;
  events: Event[];
  /** Figure histories: one for each measure, place and speaker. */
  series: Series[];
  conflicts: Conflict[];
  /** Claims that analysts rejected: id and the decision, so that it can be undone. */
  rejected: Rejected[];
  /** What waits for an analyst, the most urgent first; indices of claims with the reason. */
  waiting: Waiting[];
}

/** Closed lists, by which the columns of claims count. */
export interface Lists {
  kind: string[];        // happened, announced, denied, background, ...
  stance: string[];      // assert, estimate, deny, accuse, demand, plan, predict, evaluate, investigate
  certainty: string[];
  tier: string[];        // headline, body, summary
  tie: string[];         // explicit, inherited, attitude, vague, none
  plover: string[];
  acled_event: string[];
  acled_sub: string[];
  measure: string[];     // killed, injured, missing, displaced, evacuated, ...
  precision: string[];   // of days
  conflict: string[];    // contradicts, denies, differs, overstates, different_measure, later_figure, compatible
  corroboration: string[];
}

/**
 * GET /api/v1/situation/columns: the same situation in about half the bytes; what the page loads. Lists are by column, and
 * words are indices into `words` (-1 = none). `packed.ts` makes a Situation of it.
 */
export interface Packed {
  version: string;
  name: string;
  banner: string;
  last_decision: number;
  as_of: Day;
  lists: Lists;
  /** Every word of the columns below, once. */
  words: string[];
  reports: Report[];
  names: string[];
  places: Place[];
  claims: ClaimColumns;
  figures: { claim: N[]; measure: number[]; min: (number | null)[]; max: (number | null)[]; of: number[]; part: number[] };
  parties: { claim: N[]; recipient: number[]; name: number[] };
  /** The claims of an event are those whose `claims.event` it is, in their order. */
  events: {
    id: string[];
    title: number[];
    reports: number[];
    voices: number[];
    plover: number[];
    place: number[];
    start: Day[];
    end: Day[];
    kind: number[];
    /** -1 = no grade. */
    corroboration: number[];
    credibility: number[];
    /** Sparse: number of the event, why its grade is what it is. */
    because: [number, number[]][];
  };
  /** `points`: how many of the points below are its own. */
  series: { measure: number[]; place: number[]; speaker: number[]; daily: number[]; points: number[] };
  points: {
    claim: N[];
    as_of: Day[];
    min: (number | null)[];
    max: (number | null)[];
    of: number[];
    words: number[];
  };
  conflicts: { kind: number[]; measure: number[]; a: N[]; b: N[]; because: number[][] };
  rejected: Rejected[];
  waiting: { claim: N[]; why: number[] };
}

export interface Rejected {
  id: string;
  decision: number;
  text: string;
}

export interface Waiting {
  claim: N;
  why: string;
}

/**
 * GET /api/v1/situation/changes?since=VERSION: how that version went over into the present one, change by change; an empty
 * list if it is the present one, 409 if the way is not known (then the situation is loaded).
 *
 * Cuts are given by where they stand in the list before. What counts rows of another list (a claim's number in an event, a
 * name's in a column) is numbered anew by that list's cuts first; then the rows of `set` take their places in the new list.
 */
export interface Change {
  from: string;
  version: string;
  last_decision: number;
  as_of: Day;
  reports: { cuts: [number, number, Report[]][]; set: [number, Report][] };
  names: { cuts: [number, number, string[]][]; set: [number, string][] };
  places: { cuts: [number, number, Place[]][]; set: [number, Place][] };
  /** Columns of claims: where, how many rows go, how many of `rows` come; column, claim and value of what is another. */
  claims: { cuts: [number, number, number][]; rows: Claims; set: [string, number, number | null][] };
  figures: { cuts: [number, number, Figure[]][]; set: [number, Figure][] };
  parties: { cuts: [number, number, Party[]][]; set: [number, Party][] };
  events: { cuts: [number, number, Event[]][]; set: [number, Event][] };
  series: { cuts: [number, number, Series[]][]; set: [number, Series][] };
  conflicts: { cuts: [number, number, Conflict[]][]; set: [number, Conflict][] };
  rejected: { cuts: [number, number, Rejected[]][]; set: [number, Rejected][] };
  waiting: { cuts: [number, number, Waiting[]][]; set: [number, Waiting][] };
}

export interface Report {
  /** SHA-256 of the bytes, hex: its name in addresses. */
  sha256: string;
  /** What the reader calls it (file name, or a name that gives nobody away). */
  id: string;
  title: string | null;
  publisher: string | null;
  published: Day;
  url: string | null;
  lang: string | null;
  /** Index of the first report that runs the same text, if it is not this one. */
  copy_of: number | null;
  /** Number of its claims. */
  claims: number;
}

export interface Place {
  name: string;
  /** Point of reference; null = not located. */
  lat: number | null;
  lon: number | null;
  /** How far from the point it may be, in km: an area is drawn, never a pin in its middle. */
  radius_km: number;
  /** point, settlement, area, district, province, country, or unresolved. */
  precision: string;
  /** "Near" it, not in it. */
  near: boolean;
  /** ISO 3166-1, or "". */
  country: string;
  /** ISO 3166-2, or "". */
  division: string;
}

/** Claims by column, in the ledger's order; all arrays are of one length unless they say "sparse". -1 = none. */
export interface ClaimColumns {
  id: string[];
  /** Index into reports. */
  report: number[];
  kind: number[];
  /** Index into names; -1 = the publisher's own voice. */
  speaker: number[];
  stance: number[];
  certainty: number[];
  tier: number[];
  tie: number[];
  /** 1 = negated. */
  negated: number[];
  plover: number[];
  acled_event: number[];
  acled_sub: number[];
  /** Index into places, of the place it is filed under. */
  place: number[];
  start: Day[];
  end: Day[];
  precision: number[];
  /** 1 = the report dates it itself; 0 = only publication bounds it. */
  dated: number[];
  /** Index into events. */
  event: number[];
  /** 0 = unreviewed, 1 = accepted, 2 = edited by an analyst. */
  review: number[];
  /** 1 = tells graphic detail: shown behind a click. */
  graphic: number[];
}

/** The same with what only some claims have. */
export interface Claims extends ClaimColumns {
  /** Sparse: printed figures, by claim. */
  figures: Figure[];
  /** Sparse: actors and recipients, by claim; `name` is an index into names. */
  parties: Party[];
}

export interface Party {
  claim: N;
  role: "actor" | "recipient";
  name: number;
}

export interface Figure {
  claim: N;
  /** Index into lists.measure. */
  measure: number;
  min: number | null;
  max: number | null;
  of: string;
  /** A part of another figure of the claim: never added to a total. */
  part: boolean;
}

/** Claims about one occurrence; a claim that joins nothing is an event of its own. */
export interface Event {
  id: string;
  /** In few words: what and where. */
  title: string;
  claims: N[];
  /** Reports that tell of it, copies counted once. */
  reports: number;
  /** Voices that do not copy each other. */
  voices: number;
  plover: number;
  /** Index into places; -1 = none. */
  place: number;
  start: Day;
  end: Day;
  /** happened, or what most of its claims are (planned, demanded, denied, hypothetical): those enter no total. */
  kind: number;
  /** null = nothing that can be graded. `because` is empty where it has one claim: that claim's detail has it. */
  grade: { corroboration: number; credibility: number; because: string[] } | null;
}

export interface Series {
  measure: number;
  place: string | null;
  /** null = the publishers' own voice. */
  speaker: string | null;
  /** Each point counts one day or night by itself; otherwise all up to its day. */
  daily: boolean;
  points: { claim: N; as_of: Day; min: number | null; max: number | null; of: string; words: string }[];
}

export interface Conflict {
  kind: number;
  measure: number;
  /** The one that denies, overstates or comes later. */
  a: N;
  b: N;
  because: string[];
}

/** GET /api/v1/cards?version=V&n=1,2,3 (200 at most): what a card of the list prints. 409 if the version has passed. */
export interface Card {
  n: N;
  id: string;
  /** The clause, with the words before and after it in its sentence. */
  text: string;
  before: string;
  after: string;
  /** Something was masked in it. */
  masked: boolean;
  /** "authorities", "The Northern Gazette": who answers for it. */
  voice: string;
  /** From the publisher inwards: role (publisher, quotes, cites, ...) and name. */
  chain: { role: string; name: string }[];
  evidence: string[];
  /** "says", "denies", "plans", ... */
  verb: string;
  /** Ready to print: "killed 2", "at least 15 injured". */
  figures: string[];
  /** Ready to print: "near Kyiv", "Kherson Oblast". */
  places: string[];
  /** Ready to print: "10 Aug 2024", "by 2 May 2024"; "" = unknown. */
  time: string;
  notes: number;
}

/** GET /api/v1/claims/{id}: everything about one claim. */
export interface ClaimDetail extends Card {
  report: number;
  span: [number, number];
  actors: string[];
  recipients: string[];
  /** The fields that an analyst may edit, with the present value as the exchange format writes it. */
  fields: { name: string; value: string; choices: string[] | null }[];
  notes_list: { decision: number; who: string; at: string; text: string }[];
  /** Decisions on it, in order. */
  decisions: DecisionView[];
  /** Claims it stands against or follows on, with the kind. */
  conflicts: { n: N; id: string; kind: string; because: string[] }[];
  /** How well its event is supported, and why; null = nothing that can be graded. */
  grade: { corroboration: string; credibility: number; because: string[] } | null;
  /** What joins it to the other claims of its event. */
  joined: { n: N; id: string; because: string[] }[];
}

/** GET /api/v1/claims/{id}/why: what `tidings explain` prints, as data. */
export interface Why {
  fields: {
    field: string;
    value: string;
    reasons: { rule: string; words: string | null }[];
    alternatives: string[];
    look_in: string;
  }[];
  places: {
    words: string;
    sense: string;
    precision: string;
    candidates: { name: string; country: string; score: number; features: { name: string; value: number }[] }[];
  }[];
}

/** GET /api/v1/reports/{sha256}?around=CLAIM_ID or ?from=BLOCK: 200 blocks at most at a time. */
export interface ReportText {
  report: number;
  received: string;
  origin: string;
  total_blocks: number;
  from: number;
  blocks: Block[];
  /** What was odd about it (wrong encoding, cut off, ...). */
  notes: string[];
}

export interface Block {
  /** title, heading, paragraph, byline, item, ... */
  kind: string;
  /** The text cut where a mark begins or ends; put together, it is the block as printed (masked). */
  runs: Run[];
}

export interface Run {
  text: string;
  /** What the characters are; a claim's own characters carry layer "claim". */
  marks: { layer: "claim" | "cue" | "source" | "place" | "time" | "figure" | "event"; claim: N }[];
}

/** GET /api/v1/query?q=...: the filter language of docs/query.md. 422 with the place of the error. */
export interface QueryResult {
  version: string;
  claims: N[];
}

/**
 * POST /api/v1/decisions; needs role reviewer and the header X-Tidings: 1. 201 {id, version}, 409 Problem
 * if another decision came in between, 422 Problem. `id` is what the next decision must expect. If the version is still the
 * old one (a very large ledger), the event `changed` tells when the decision is seen.
 */
export interface NewDecision {
  /** `Situation.last_decision` on which it is based. */
  expected: number;
  who: string;
  why: string;
  act: Act;
}

/** Claims are named by `Claims.id`. */
export type Act =
  | { accept: { claim: string } }
  | { reject: { claim: string } }
  | { edit: { claim: string; field: string; value: string } }
  | { join: { claims: string[] } }
  | { split: { claims: string[] } }
  | { link: { a: string; b: string; kind: string | null } }
  | { note: { claim: string; text: string } }
  | { undo: { decision: number } };

/** GET /api/v1/decisions: the whole log, the latest last. */
export interface DecisionView {
  id: number;
  at: string;
  who: string;
  why: string;
  /** "accepts", "edits speaker to ...", in words. */
  what: string;
  claims: { id: string; text: string }[];
  /** in effect, undone, superseded, needs a look. */
  fate: string;
  looks: string[];
}

/**
 * POST /api/v1/reports?name=..&published=..&publisher=..: a report's bytes as the body (100 MB at most), X-Tidings: 1.
 * 202 Job. GET /api/v1/jobs/{id} and the event stream tell how it goes.
 */
export interface Job {
  id: string;
  name: string;
  state: "waiting" | "reading" | "done" | "failed";
  /** new, known, again; or what went wrong. */
  outcome: string | null;
}

/**
 * GET /api/v1/session; 401 where a token is needed. POST with NewSession sets a cookie (X-Tidings: 1), DELETE takes it
 * away.
 */
export interface NewSession {
  token: string;
}

export interface Session {
  version: string;
  role: "reader" | "reviewer";
  /** The name that goes with the token, if there is one. */
  who: string | null;
}

/**
 * GET /api/v1/events, server-sent events:
 *   event: changed   data: {"version": "...", "last_decision": 7, "by": "..."}
 *   event: job       data: Job
 * A comment line every 15 s keeps the connection.
 */
export type ServerEvent = { changed: { version: string; last_decision: number; by: string | null } } | { job: Job };

/** Every error: status 4xx or 5xx with this body. */
export interface Problem {
  error: string;
  /** What to do about it. */
  advice: string | null;
}

/*
 * Others:
 *   GET /api/v1/brief?format=html|md&q=...        the situation brief
 *   GET /api/v1/export/{format}?q=...             as `tidings export`
 *   GET /api/v1/openapi.json
 *   GET /                                          the page; /assets/... its parts; every other path 404
 */
