// Problem documents: each fault at its field, and all of them in a summary that takes the focus.
import { reason } from './api.js';
import { byId, element } from './dom.js';

const summary = byId('faults');
const form = byId('compose');

export function show(problem) {
  clear();
  const reasons = new Map();
  for (const { field, reason: given } of problem.errors ?? []) reasons.set(field, [...(reasons.get(field) ?? []), given]);
  const lines = [...reasons].map(([field, given]) => line(field, given.join('; ')));
  summary.replaceChildren(
    ...(lines.length
      ? [element('p', { textContent: 'This has to be put right first:' }), element('ul', {}, ...lines)]
      : [element('p', { textContent: reason(problem) })]),
  );
  summary.hidden = false;
  summary.focus();
}

export function clear() {
  summary.hidden = true;
  summary.replaceChildren();
  for (const fault of form.querySelectorAll('p.fault')) fault.remove();
  for (const control of form.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid');
    describe(control, control.dataset.hint);
  }
}

function line(field, why) {
  const place = placeOf(field);
  if (!place) return element('li', {}, `${field} ${why}`);
  const control = place.querySelector('input, select, textarea');
  const name = nameOf(place);
  const fault = element('p', { className: 'fault', id: `fault-${control.id || place.dataset.field.split(' ')[0]}`, textContent: why });
  if (!byId(fault.id)) place.append(fault);
  else byId(fault.id).append(`; ${why}`);
  const target = place.matches('fieldset') ? place : control;
  target.setAttribute('aria-invalid', 'true');
  describe(target, fault.id, target.dataset.hint);
  const link = element('a', { href: `#${control.id}`, textContent: `${name}: ${why}` });
  link.addEventListener('click', (event) => {
    event.preventDefault();
    control.focus();
  });
  return element('li', {}, link);
}

const nameOf = (place) => place.querySelector('legend, label').textContent;

// A problem in one line, with the names of the fields.
export const told = (problem) =>
  problem.errors?.length
    ? problem.errors.map((e) => `${placeOf(e.field) ? nameOf(placeOf(e.field)) : e.field}: ${e.reason}`).join('; ')
    : reason(problem);

// The pointer's last part that names a field: /frequencyConfig/dayOfWeek/0 is about the days.
function placeOf(pointer) {
  for (const name of pointer.split('/').reverse()) {
    const place = name && form.querySelector(`[data-field~="${CSS.escape(name)}"]`);
    if (place) return place;
  }
  return null;
}

function describe(control, ...ids) {
  const given = ids.filter(Boolean).join(' ');
  if (given) control.setAttribute('aria-describedby', given);
  else control.removeAttribute('aria-describedby');
}
