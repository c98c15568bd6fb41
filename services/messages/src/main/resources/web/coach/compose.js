// The form: a new message, or a change of one that is there.
import * as audience from './audience.js';
import { call, get, ours } from './api.js';
import { byId, element, tell, write } from './dom.js';
import { clear, show } from './faults.js';
import { preview } from './preview.js';
import { dayNames, days, here, usualDays } from './words.js';

const form = byId('compose');
const fields = form.elements;
const LAST_DAY = 31;
const SCHEDULE = ['scheduleType', 'startDate', 'startTime', 'endDate', 'timezone', 'frequencyConfig'];
let edited = null;
let ownId = null;
let stored = () => {};

// `whenStored` gets each message that was made or changed.
export function start(whenStored) {
  stored = whenStored;
  for (const [n, name] of dayNames.entries()) {
    const box = element('input', { type: 'checkbox', name: 'dayOfWeek', value: n, id: `day-${n}` });
    byId('usual-days').before(element('label', { className: 'choice' }, box, ` ${name}`));
  }
  for (let day = 1; day < LAST_DAY; day++) byId('day-of-month').append(element('option', { value: day, textContent: day }));
  byId('day-of-month').append(element('option', { value: 'last', textContent: 'last day' }));
  byId('zones').append(...Intl.supportedValuesOf('timeZone').map((zone) => element('option', { value: zone })));
  form.addEventListener('input', changed);
  form.addEventListener('reset', () => setTimeout(anew));
  form.addEventListener('submit', submit);
  anew();
}

export function edit(message) {
  clear();
  name('Change the message', 'Save changes', 'Leave it as it is');
  const config = message.frequencyConfig;
  for (const field of ['title', 'content', 'scheduleType', 'startDate', 'startTime', 'timezone']) fields[field].value = message[field];
  fields.templateId.value = message.templateId ?? '';
  if (fields.templateId.selectedIndex < 0) fields.templateId.value = '';
  fields.endDate.value = message.endDate ?? '';
  fields.dayOfMonth.value = config.dayOfMonth === LAST_DAY ? 'last' : (config.dayOfMonth ?? '');
  fields.cron.value = config.cron ?? '';
  for (const box of fields.dayOfWeek) box.checked = (config.dayOfWeek ?? []).includes(Number(box.value));
  audience.choose(message.targetType, message.targetUserIds);
  edited = { id: message.id, before: read() };
  changed();
  byId('form-name').scrollIntoView();
  fields.title.focus({ preventScroll: true });
}

// The form stops being about a message that cannot be edited any more.
export function forget(id) {
  if (edited?.id === id) form.reset();
}

function anew() {
  clear();
  edited = null;
  ownId = newId();
  name('New message', 'Schedule', 'Clear');
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  const two = (n) => String(n).padStart(2, '0');
  fields.startDate.value = `${tomorrow.getFullYear()}-${two(tomorrow.getMonth() + 1)}-${two(tomorrow.getDate())}`;
  fields.timezone.value = here;
  byId('draft-told').textContent = '';
  byId('suggestions').replaceChildren();
  audience.choose('all', []);
  changed();
}

// Sent along, so that a message whose answer got lost is not made twice.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, '0')).join('');

function name(headline, send, leave) {
  byId('form-name').textContent = headline;
  byId('send').textContent = send;
  byId('clear').textContent = leave;
}

function changed() {
  const type = fields.scheduleType.value;
  byId('days').hidden = !usualDays[type];
  if (usualDays[type]) byId('usual-days').textContent = `If you choose none: ${days(type)}.`;
  byId('month-day').hidden = type !== 'monthly';
  byId('expression').hidden = type !== 'cron';
  byId('time').closest('.field').hidden = type === 'cron';
  byId('end').hidden = type === 'once';
  byId('day-name').textContent = type === 'once' ? 'Day' : 'First day';
  write(byId('count'), `${fields.content.value.length.toLocaleString('en')} of 5,000 characters`);
  preview(schedule());
}

function schedule() {
  const type = fields.scheduleType.value;
  const config = {};
  if (usualDays[type]) config.dayOfWeek = [...fields.dayOfWeek].filter((box) => box.checked).map((box) => Number(box.value));
  if (type === 'monthly' && fields.dayOfMonth.value) {
    config.dayOfMonth = fields.dayOfMonth.value === 'last' ? 'last' : Number(fields.dayOfMonth.value);
  }
  if (type === 'cron') config.cron = fields.cron.value;
  return {
    scheduleType: type,
    startDate: fields.startDate.value,
    startTime: fields.startTime.value || null,
    endDate: (type !== 'once' && fields.endDate.value) || null,
    timezone: fields.timezone.value.trim() || null,
    frequencyConfig: config,
  };
}

function read() {
  return {
    title: fields.title.value,
    content: fields.content.value,
    templateId: fields.templateId.value || null,
    ...schedule(),
    ...audience.read(),
  };
}

async function submit(event) {
  event.preventDefault();
  clear();
  byId('send').disabled = true;
  try {
    const message = edited ? await change() : await create();
    tell(message ? `${edited ? 'Changed' : 'Scheduled'}: ${message.title || 'the message'}` : 'Nothing has changed.');
    form.reset();
    if (message) stored(message);
  } catch (problem) {
    show(problem.status === 409 && !edited ? await already() : problem);
  } finally {
    byId('send').disabled = false;
    // A button that is switched off loses the focus.
    if (document.activeElement === document.body) byId('send').focus();
  }
}

// What an earlier try has made, though its answer got lost: the list shows it.
async function already() {
  await get(`/api/messages/${ownId}`).then(stored, () => {});
  return { detail: 'It was scheduled with an earlier try, whose answer got lost. To change it, edit it in the list; to write another one, clear the form.' };
}

// A text of blanks is left out, as one that was not written.
const create = () => {
  const now = read();
  return call('POST', '/api/messages', { id: ownId, ...ours, ...now, content: now.content.trim() ? now.content : undefined });
};

// Only what differs, so that a new text does not touch the times.
async function change() {
  const now = read();
  const differs = (field) => JSON.stringify(now[field]) !== JSON.stringify(edited.before[field]);
  const sent = Object.keys(now).filter((field) => (SCHEDULE.includes(field) ? SCHEDULE : [field]).some(differs));
  if (sent.includes('targetUserIds') || sent.includes('targetType')) sent.push('targetType', 'targetUserIds');
  if (!sent.length) return null;
  return call('PATCH', `/api/messages/${edited.id}`, Object.fromEntries(sent.map((field) => [field, now[field]])));
}
