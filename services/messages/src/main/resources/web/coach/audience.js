// Who gets the message: everybody, or chosen ones. Clients are fetched page by page, once they are wanted.
import { get, reason } from './api.js';
import { byId, element, tell, write } from './dom.js';

const PAGE = 100;
const form = byId('compose');
const names = new Map();
const chosen = new Set();
let next = null;
let asked = null;

export const nameOf = (id) => names.get(id) ?? id;

export function read() {
  const specific = form.elements.targetType.value === 'specific';
  return { targetType: specific ? 'specific' : 'all', targetUserIds: specific ? [...chosen].sort() : [] };
}

export function choose(type, ids) {
  form.elements.targetType.value = type;
  chosen.clear();
  for (const id of ids) chosen.add(id);
  for (const box of boxes()) box.checked = chosen.has(box.value);
  fit();
}

export function load() {
  asked ??= more().catch((problem) => {
    asked = null;
    tell(`The clients cannot be listed: ${reason(problem)}`);
  });
  return asked;
}

async function more() {
  const page = await get('/api/clients', { limit: PAGE, cursor: next });
  next = page.next ?? null;
  for (const client of page.items) add(client.clientId, client.name);
  byId('more-clients').hidden = !next;
  fit();
}

function add(id, name) {
  if (name) names.set(id, name);
  const known = byId(`client-${id}`);
  if (known) {
    known.nextSibling.textContent = ` ${nameOf(id)}`;
    return;
  }
  const box = element('input', { type: 'checkbox', name: 'client', value: id, id: `client-${id}`, checked: chosen.has(id) });
  byId('clients').append(element('label', { className: 'choice' }, box, ` ${nameOf(id)}`));
}

const boxes = () => [...byId('clients').querySelectorAll('input')];

function fit() {
  const specific = form.elements.targetType.value === 'specific';
  byId('chosen').hidden = !specific;
  if (!specific) return;
  load();
  // Those on pages that are not fetched yet, and those who are no clients any more.
  for (const id of chosen) add(id);
  write(byId('chosen-count'), boxes().length ? `${chosen.size} chosen` : 'No clients yet.');
}

form.addEventListener('change', ({ target }) => {
  if (target.name === 'client') {
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
    fit();
  } else if (target.name === 'targetType') {
    fit();
  }
});

byId('more-clients').addEventListener('click', () => more().catch((problem) => tell(reason(problem))));
