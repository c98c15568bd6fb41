// The next times of the schedule in the form, as it is being typed.
import { call } from './api.js';
import { byId, element } from './dom.js';
import { told } from './faults.js';
import { clockChange, localDate, localTime } from './words.js';

const list = byId('preview');
let waiting;
let latest = 0;

export function preview(schedule) {
  clearTimeout(waiting);
  waiting = setTimeout(() => look(schedule), 250);
}

async function look(schedule) {
  const turn = ++latest;
  const lines = schedule.startDate ? await asked(schedule) : [note('Choose a day.')];
  // An answer that was overtaken by a later one is of no use.
  if (turn === latest) list.replaceChildren(...lines);
}

async function asked(schedule) {
  try {
    const { occurrences } = await call('POST', '/api/messages/preview', { ...schedule, count: 5 });
    return occurrences.length ? occurrences.map((o) => line(o, schedule)) : [note('No time lies ahead.')];
  } catch (problem) {
    return [note(`None yet. ${told(problem).replace(/\.?$/, '.')}`)];
  }
}

function line(occurrence, schedule) {
  const offset = occurrence.offset === 'Z' ? 'UTC' : `UTC${occurrence.offset}`;
  const item = element('li', {}, `${localDate(occurrence.local)}, ${localTime(occurrence.local)} `, element('span', { className: 'quiet' }, `(${offset})`));
  if (occurrence.clockChange) {
    item.className = 'changes';
    const wanted = schedule.scheduleType === 'cron' ? null : schedule.startTime;
    item.append(element('p', { className: 'note', textContent: clockChange(occurrence, wanted) }));
  }
  return item;
}

const note = (text) => element('li', { className: 'none', textContent: text });
