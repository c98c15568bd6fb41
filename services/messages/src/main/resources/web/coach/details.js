// What became of one message: its occurrences, its deliveries as they arrive, who did what.
import { call, get, reason } from './api.js';
import { nameOf } from './audience.js';
import { byId, element, tell, write } from './dom.js';
import { clock, duration, instant, relative } from './words.js';

const PAGE = 200;
const STATES = ['sent', 'failed', 'skipped', 'pending'];
let open = null;

export const openId = () => open?.id ?? null;

// Shows a message's details below `article`; `whenRetried` is told when the coach sends again.
export async function show(message, article, whenRetried) {
  hide();
  const root = byId('details').content.cloneNode(true).firstElementChild;
  const part = (name) => root.querySelector(`.${name}`);
  open = { id: message.id, zone: message.timezone, root, part, only: '', older: [], cursor: null, key: '', entries: [], shown: '' };
  part('text').textContent = message.content;
  part('only').addEventListener('change', ({ target }) => {
    Object.assign(open, { only: target.value, older: [], cursor: null });
    look();
  });
  part('older').addEventListener('click', older);
  part('retry').addEventListener('click', () => retry(whenRetried));
  article.append(root);
  await look();
}

export function hide() {
  open?.root.remove();
  open = null;
}

// Puts the details below the message's new row.
export function move(article) {
  article.append(open.root);
}

// Fetches all of it anew.
export async function look() {
  const it = open;
  if (!it) return;
  const path = `/api/messages/${it.id}`;
  try {
    const [occurrences, page] = await Promise.all([
      get(`${path}/occurrences`, { limit: 10 }),
      get(`${path}/deliveries`, { limit: PAGE, status: it.only }),
    ]);
    const key = JSON.stringify([occurrences, page]);
    if (key !== it.key) it.entries = (await get(`${path}/trail`)).entries;
    if (it !== open) return;
    it.key = key;
    if (!it.older.length) it.cursor = page.next ?? null;
    occurrencesOf(occurrences.items);
    deliveriesOf([...page.items, ...it.older.filter((old) => page.items.every((d) => d.id !== old.id))]);
    it.part('trail').replaceChildren(...it.entries.map(trace));
  } catch (problem) {
    if (it === open) tell(`The details may be out of date: ${reason(problem)}`);
  }
}

function occurrencesOf(items) {
  const failed = items.reduce((sum, o) => sum + o.failed, 0);
  open.part('retry').hidden = failed === 0;
  open.part('retry').textContent = `Send again to the ${failed === 1 ? 'one' : failed} it did not reach`;
  open.part('occurrences').replaceChildren(...items.map(occurrence));
  const [last] = items;
  write(open.part('told'), last ? `Last time: ${counts(last)}.` : 'It has not been sent yet.');
}

// Such as "2 of 3 sent, 1 failed".
export function counts(o) {
  if (o.status === 'skipped') return `skipped${o.reason ? `, ${o.reason}` : ''}`;
  if (o.status === 'sending' && !o.recipients) return 'being sent';
  const others = STATES.slice(1).filter((state) => o[state]).map((state) => `${o[state]} ${state}`);
  return [`${o.sent} of ${o.recipients} sent`, ...others].join(', ');
}

export function bar(o) {
  const parts = STATES.filter((state) => o[state]).map((state) => {
    const part = element('span', { className: state });
    part.style.flexGrow = o[state];
    return part;
  });
  return element('div', { className: 'bar', role: 'img', ariaLabel: counts(o) }, ...parts);
}

const by = { queue: 'by the queue', clock: 'by the clock', person: 'by hand' };

function occurrence(o) {
  const late = o.sent ? `, the last after ${duration(o.lateMillis)}` : '';
  const item = element('li', {}, `${instant(o.dueAt, open.zone)} (${relative(o.dueAt)}), ${by[o.firedBy] ?? o.firedBy}: ${counts(o)}${late}`);
  if (o.recipients) item.append(bar(o));
  return item;
}

function deliveriesOf(items) {
  open.part('older').hidden = !open.cursor;
  const shown = JSON.stringify(items);
  if (shown === open.shown) return;
  open.shown = shown;
  open.part('deliveries').replaceChildren(...items.map(delivery));
  if (!items.length) open.part('deliveries').append(element('tr', {}, element('td', { colSpan: 4, className: 'quiet', textContent: 'None.' })));
}

function delivery(d) {
  const when = d.sentAt ? clock(d.sentAt) : d.notBefore && d.status === 'pending' ? `not before ${instant(d.notBefore)}` : '';
  const state = [element('span', { className: `state ${d.status}`, textContent: d.status })];
  if (d.errorMessage) state.push(element('p', { className: 'quiet', textContent: d.errorMessage }));
  const cells = [[nameOf(d.userId)], state, [when], [d.attempts.length || '']];
  return element('tr', {}, ...cells.map((cell) => element('td', {}, ...cell)));
}

async function older() {
  try {
    const page = await get(`/api/messages/${open.id}/deliveries`, { limit: PAGE, status: open.only, cursor: open.cursor });
    open.older.push(...page.items);
    open.cursor = page.next ?? null;
    await look();
  } catch (problem) {
    tell(reason(problem));
  }
}

async function retry(whenRetried) {
  const { id, part } = open;
  part('retry').disabled = true;
  try {
    whenRetried((await call('POST', `/api/messages/${id}/retry`)).deliveries);
  } catch (problem) {
    tell(reason(problem));
  }
  part('retry').disabled = false;
}

// What the service does by itself has such an actor as "messages/queue".
function trace(entry) {
  const [, service, cause] = entry.actor.match(/^(messages)(?:\/(\w+))?$/) ?? [];
  const what = entry.entity === 'message_occurrence' ? `an occurrence ${by[cause] ?? ''}, ` : '';
  return element('li', {}, `${instant(entry.at)} · ${service ? 'Stashline' : entry.actor}: ${what}${entry.after ?? 'removed'}`);
}
