// What the server refuses: each fault at its field, and all of them in a summary that takes the focus.
const form = document.getElementById('form');
const summary = document.getElementById('faults');
// Fields that the form puts together from others.
const inputs = { fullName: 'firstName' };

export function clear() {
  summary.hidden = true;
  for (const fault of form.querySelectorAll('.fault')) fault.remove();
  for (const control of form.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid');
    control.removeAttribute('aria-describedby');
  }
}

export function show(problem) {
  clear();
  const lines = (problem.errors ?? []).map(line);
  if (!lines.length) lines.push(problem.detail ?? problem.title ?? 'The server cannot be reached. Please try again.');
  summary.replaceChildren(...lines.map((text) => element('p', {}, text)));
  summary.hidden = false;
  summary.focus();
}

function line({ field, reason }) {
  const name = field.split('/')[1];
  const control = form.querySelector(`label:not([hidden]) > [name="${CSS.escape(inputs[name] ?? name)}"]`);
  if (!control) return `${name}: ${reason}`;
  const label = control.parentElement;
  // Hidden from the field's name: it is its description.
  const fault = element('span', { className: 'fault', id: `fault-${name}`, ariaHidden: 'true' }, reason);
  const link = element('a', { href: '#' }, `${label.firstChild.textContent.trim()}: ${reason}`);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    control.focus();
  });
  label.append(fault);
  control.setAttribute('aria-invalid', 'true');
  control.setAttribute('aria-describedby', fault.id);
  return link;
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
