/** Days since 1970-01-01 as people read them. No clock, no time zone: a day is a day. */
const MS = 86_400_000;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LONG = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The day as a date whose UTC fields are meant. */
export const dateOf = (day: number) => new Date(day * MS);

/** The first day of a month, counted from January of the year 0. */
export const firstOf = (month: number) => Date.UTC(Math.floor(month / 12), month % 12, 1) / MS;

export function isoOf(day: number): string {
  return dateOf(day).toISOString().slice(0, 10);
}

export function dayOf(iso: string | undefined): number | null {
  if (iso === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const ms = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(ms) ? null : ms / MS;
}

/** 5 May */
export function sayDayOfYear(day: number): string {
  const date = dateOf(day);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** May 2024 */
export function sayMonth(day: number): string {
  const date = dateOf(day);
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** As the briefs write it: 5 May 2024. */
export function sayDay(day: number | null): string {
  return day === null ? '' : `${dateOf(day).getUTCDate()} ${sayMonth(day)}`;
}

/** A last day alone is only a bound, mostly the day of publication: it must not pass for the day itself. */
export function sayRange(start: number | null, end: number | null): string {
  if (start === null) return end === null ? '' : `by ${sayDay(end)}`;
  if (end === null) return `from ${sayDay(start)}`;
  if (start === end) return sayDay(start);
  const [a, b] = [dateOf(start), dateOf(end)];
  if (a.getUTCFullYear() !== b.getUTCFullYear()) return `${sayDay(start)} – ${sayDay(end)}`;
  return a.getUTCMonth() === b.getUTCMonth() ? `${a.getUTCDate()}–${sayDay(end)}` : `${sayDayOfYear(start)} – ${sayDay(end)}`;
}

/** Days that are all meant, in large letters: 5 August 2024; 5 Aug – 9 Aug 2024. */
export function sayDays(from: number, to: number): string {
  if (from === to) return LONG.format(dateOf(from));
  const sameYear = dateOf(from).getUTCFullYear() === dateOf(to).getUTCFullYear();
  return `${sameYear ? sayDayOfYear(from) : sayDay(from)} – ${sayDay(to)}`;
}

/** "19 to 20 Sep 2023" in fewer letters, for where there is little room; other words stay as they are. */
export const shorter = (time: string) => time.replace(/^(\d+) to /, '$1–').replace(/^(\d.*\w) to /, '$1 – ');
