// Times: relative in lists, absolute with zone on hover and in print.

const steps: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, 'second'], [3600, 'minute'], [86400, 'hour'], [7 * 86400, 'day'],
  [30 * 86400, 'week'], [365 * 86400, 'month'], [Infinity, 'year'],
];
const sizes: Record<string, number> = {
  second: 1, minute: 60, hour: 3600, day: 86400, week: 7 * 86400, month: 30 * 86400, year: 365 * 86400,
};
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

export function ago(moment: string | null | undefined, now: number): string {
  const t = moment ? Date.parse(moment) : NaN;
  if (Number.isNaN(t)) { return moment ?? ''; }
  const seconds = Math.round((t - now) / 1000);
  if (Math.abs(seconds) < 10) { return 'now'; }
  const [, unit] = steps.find(([limit]) => Math.abs(seconds) < limit)!;
  return relative.format(Math.trunc(seconds / sizes[unit]!), unit);
}

/** 2026-11-22 13:18:19 UTC: sorts, reads the same everywhere. */
export function absolute(moment: string | null | undefined): string {
  const t = moment ? Date.parse(moment) : NaN;
  if (Number.isNaN(t)) { return moment ?? ''; }
  const text = new Date(t).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}
