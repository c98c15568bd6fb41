// The coach's own messages, each with its buttons; kept up to date while somebody looks.
import { call, coach, get, reason } from './api.js';
import * as audience from './audience.js';
import * as compose from './compose.js';
import * as details from './details.js';
import { byId, element, tell, write } from './dom.js';
import * as texts from './texts.js';
import { here, instant, relative, schedule, some } from './words.js';

const PAGE = 20;
const SOON = 1000;
const LATER = 10_000;
// Rows that are asked for in one round, so that a long list stays below the limit of requests.
const AT_ONCE = 2;
// After so long without news it is a matter of hours: of quiet ones, or of a service that is away.
const PATIENCE = 60_000;
const rows = new Map();
const askedAt = new Map();
let cursor = null;
let timer;

// -- the list

async function load(from = null) {
  const asked = byId('status').value;
  try {
    const page = await get('/api/messages', { limit: PAGE, status: asked, cursor: from });
    if (asked !== byId('status').value) return;
    if (!from) {
      details.hide();
      rows.clear();
      byId('list').replaceChildren();
    }
    cursor = page.next ?? null;
    for (const message of page.items) byId('list').append(put(message));
    if (!rows.size) byId('list').append(element('p', { className: 'quiet', textContent: 'None yet.' }));
    byId('more').hidden = !cursor;
    byId('list-fault').hidden = true;
    await Promise.all([...page.items.filter(hasFired).map((message) => count(message.id)), figures()]);
  } catch (problem) {
    byId('list-fault').hidden = false;
    byId('list-fault').textContent = reason(problem);
  }
}

const hasFired = (message) => message.lastSentAt || !message.nextSendAt;

// Makes the row of a message, or makes it anew in its place; the focus stays on its button.
function put(message, last = rows.get(message.id)?.last) {
  const before = rows.get(message.id)?.article;
  const article = row(message, last);
  rows.set(message.id, { message, last, article, changedAt: Date.now() });
  if (!before) return article;
  const focused = before.contains(document.activeElement) && document.activeElement.dataset.place;
  if (details.openId() === message.id) details.move(article);
  before.replaceWith(article);
  if (focused) (article.querySelector(`[data-place=${focused}]`) ?? article.querySelector('button')).focus();
  return article;
}

function row(message, last) {
  const { id, status, nextSendAt, timezone } = message;
  const name = element('h3', { id: `name-${id}`, textContent: nameOf(message) });
  const article = element(
    'article',
    {},
    element('div', { className: 'head' }, name, element('span', { className: `state ${status}`, textContent: status })),
    element('p', { className: 'quiet', textContent: schedule(message) }),
  );
  article.setAttribute('aria-labelledby', name.id);
  if (nextSendAt && status === 'active') article.append(next(nextSendAt, timezone));
  if (last) article.append(element('p', {}, `Last time: ${details.counts(last)}`), details.bar(last));
  article.append(element('p', { className: 'buttons' }, ...buttons(message)));
  return article;
}

function next(at, zone) {
  const yours = zone === here || instant(at, zone) === instant(at) ? '' : `; ${instant(at)} where you are`;
  return element('p', {}, 'Next ', element('time', { dateTime: at, textContent: instant(at, zone) }), ` (${relative(at)}${yours})`);
}

const nameOf = (message) => message.title || message.content.slice(0, 60);

function buttons(message) {
  const { id, status, nextSendAt } = message;
  const button = (text, place, click) => {
    const made = element('button', { type: 'button', className: 'second', textContent: text });
    made.dataset.place = place;
    made.setAttribute('aria-describedby', `name-${id}`);
    made.addEventListener('click', click);
    return made;
  };
  const act = (text, verb, told, place = verb) => button(text, place, ({ target }) => perform(target, message, verb, told));
  const opened = details.openId() === id;
  const look = button(opened ? 'Hide details' : 'Details', 'details', () => toggle(message));
  look.ariaExpanded = String(opened);
  const made = [look];
  if (status === 'active' && nextSendAt) made.push(act('Send now', 'send-now', 'On its way'), act('Pause', 'pause', 'Paused'));
  if (status === 'paused') made.push(act('Resume', 'resume', 'Resumed', 'pause'));
  if (status !== 'cancelled' && status !== 'completed') {
    made.push(button('Edit', 'edit', () => compose.edit(rows.get(id).message)), act('Cancel', 'cancel', 'Cancelled'));
  }
  return made;
}

async function perform(button, message, verb, told) {
  if (verb === 'cancel' && !confirm(`Cancel “${nameOf(message)}” for good?`)) return;
  const article = button.closest('article');
  article.querySelector(':scope > .faults')?.remove();
  button.disabled = true;
  try {
    const changed = await call('POST', `/api/messages/${message.id}/${verb}`);
    button.disabled = false;
    if (document.activeElement === document.body) button.focus();
    put(changed);
    tell(`${told}: ${nameOf(changed)}`);
    if (verb === 'cancel') compose.forget(message.id);
    if (verb === 'send-now') await count(message.id);
    await figures();
  } catch (problem) {
    button.disabled = false;
    article.append(element('p', { className: 'faults', role: 'alert', textContent: reason(problem) }));
  }
  follow(SOON);
}

async function toggle(message) {
  const before = details.openId();
  if (before === message.id) details.hide();
  else {
    const shown = details.show(rows.get(message.id).message, rows.get(message.id).article, (n) => {
      tell(`Trying ${some(n, 'delivery', 'deliveries')} again.`);
      follow(0);
    });
    if (before && rows.has(before)) put(rows.get(before).message);
    put(rows.get(message.id).message);
    await shown;
    follow(SOON);
    return;
  }
  put(rows.get(message.id).message);
}

async function stored(message) {
  if (rows.has(message.id)) put(message);
  else {
    byId('list').querySelector(':scope > p')?.remove();
    byId('list').prepend(put(message));
  }
  rows.get(message.id).article.scrollIntoView({ block: 'nearest' });
  await figures();
}

// -- kept up to date

// The counts of the last occurrence, and what became of the message; answers whether there is news.
async function count(id) {
  askedAt.set(id, Date.now());
  const [message, { items }] = await Promise.all([get(`/api/messages/${id}`), get(`/api/messages/${id}/occurrences`, { limit: 1 })]);
  const known = rows.get(id);
  if (!known || JSON.stringify([known.message, known.last]) === JSON.stringify([message, items[0]])) return false;
  put(message, items[0]);
  return true;
}

async function figures() {
  const n = await get('/api/messages/statistics');
  const whose = coach ? `${coach}: ` : '';
  write(
    byId('figures'),
    `${whose}${n.activeSchedules} active of ${some(n.totalSchedules, 'message')} · ${some(n.activeTemplates, 'template')} · ${some(n.totalDeliveries, 'delivery', 'deliveries')}: ` +
      `${n.successfulDeliveries} sent, ${n.failedDeliveries} failed, ${n.skippedDeliveries} skipped, ${n.pendingDeliveries} pending`,
  );
}

const isUnderWay = ({ message, last }) =>
  last?.status === 'sending' || (message.status === 'active' && (!message.nextSendAt || Date.parse(message.nextSendAt) <= Date.now()));

const isBusy = (row) => isUnderWay(row) && Date.now() - row.changedAt < PATIENCE;

// Each second while something is under way and somebody looks, else now and then.
function follow(wait) {
  clearTimeout(timer);
  timer = setTimeout(round, wait);
}

async function round() {
  let busy = false;
  try {
    const active = [...rows.values()].filter(isUnderWay).map(({ message }) => message.id);
    active.sort((one, other) => (askedAt.get(one) ?? 0) - (askedAt.get(other) ?? 0));
    const opened = [details.openId()].filter((id) => rows.has(id));
    const news = await Promise.all([...new Set([...opened, ...active])].slice(0, AT_ONCE).map((id) => count(id)));
    await details.look();
    busy = [...rows.values()].some(isBusy);
    if (!busy || news.includes(true)) await figures();
  } catch (problem) {
    tell(`This page may be out of date: ${reason(problem)}`);
    busy = false;
  }
  follow(busy && !document.hidden ? SOON : LATER);
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) follow(0);
});
byId('status').addEventListener('change', () => load());
byId('more').addEventListener('click', () => load(cursor));

compose.start(stored);
audience.load();
texts.load().catch((problem) => tell(`The templates cannot be listed: ${reason(problem)}`));
load().finally(() => follow(SOON));
