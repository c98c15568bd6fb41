// Making and finding elements, and telling people what has happened.
export const byId = (id) => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Changes the text only if it differs, so that nothing is announced twice.
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

let fading;
export function tell(text) {
  clearTimeout(fading);
  byId('told').textContent = text;
  fading = setTimeout(() => (byId('told').textContent = ''), 8000);
}
