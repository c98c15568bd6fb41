// Times and schedules, in words.
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

// Where a weekly schedule comes if no days are chosen.
export const usualDays = { weekly: [1], '2x_week': [1, 4], '3x_week': [1, 3, 5] };

const and = new Intl.ListFormat('en-GB');
const ordinal = new Intl.PluralRules('en-GB', { type: 'ordinal' });
const suffix = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const ago = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
const units = [['year', 31_557_600], ['month', 2_629_800], ['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60]];
const formats = new Map();

function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat('en-GB', options));
  return formats.get(key);
}

// A local date, with or without its time, as the wall calendar and clock show it.
export const localDate = (text) => format({ dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${text.slice(0, 10)}T00:00Z`));
export const localTime = (text) => text.slice(11).replace(/^(\d\d:\d\d):00$/, '$1');

// An instant on the wall clock of a zone.
export function instant(at, zone = here) {
  const shown = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
  try {
    return format({ ...shown, timeZone: zone }).format(new Date(at));
  } catch {
    return `${format({ ...shown, timeZone: 'UTC' }).format(new Date(at))} UTC`;
  }
}

export const clock = (at) => format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));

// Such as "1 template", "2 templates".
export const some = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export function relative(at, now = Date.now()) {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  const [unit, length] = units.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1];
  return ago.format(Math.round(seconds / length), unit);
}

export function duration(millis) {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

export function days(type, chosen = []) {
  return and.format((chosen.length ? chosen : usualDays[type]).map((day) => dayNames[day]));
}

export function schedule(message) {
  const { scheduleType: type, frequencyConfig: config, startDate, endDate } = message;
  const time = `at ${message.startTime}`;
  const which = {
    once: () => `once, on ${localDate(startDate)} ${time}`,
    daily: () => `every day ${time}`,
    monthly: () => `each month on ${monthDay(config.dayOfMonth)} ${time}`,
    cron: () => `by cron ${config.cron}`,
  };
  const repeats = which[type]?.() ?? `every ${days(type, config.dayOfWeek)} ${time}`;
  const bounds = type === 'once' ? '' : `, from ${localDate(startDate)}${endDate ? ` until ${localDate(endDate)}` : ''}`;
  return `${repeats} (${message.timezone})${bounds}`;
}

const monthDay = (day) => (day === 31 ? 'its last day' : `the ${day}${suffix[ordinal.select(day)]}`);

// What a change of the clocks means for an occurrence whose schedule says `wanted`, such as 02:30.
export function clockChange(occurrence, wanted) {
  const at = localTime(occurrence.local);
  return {
    skipped_hour: `The clocks go forward and skip ${wanted ?? 'this hour'}: it comes at ${at}, the first moment after.`,
    repeated_hour: `The clocks go back and show ${at} twice: it comes once, the first time.`,
    that_day: `The clocks change on this day, at another hour: it comes at ${at} all the same.`,
  }[occurrence.clockChange];
}
