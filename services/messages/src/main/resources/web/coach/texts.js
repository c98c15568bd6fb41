// Where a text may come from: a template, or a model's draft.
import { call, get, ours, reason } from './api.js';
import { byId, element, tell } from './dom.js';
import { clear, show } from './faults.js';

const form = byId('compose');
const select = byId('template');

export async function load() {
  const found = [];
  let cursor;
  do {
    const page = await get('/api/message-templates', { limit: 200, cursor });
    found.push(...page.items.filter((template) => template.isActive));
    cursor = page.next;
  } while (cursor);
  const kept = select.value;
  select.replaceChildren(
    element('option', { value: '', textContent: 'none' }),
    ...found.map((t) => element('option', { value: t.id, textContent: `${t.title} (${t.category})` })),
  );
  select.value = found.some((t) => t.id === kept) ? kept : '';
}

function use(title, content) {
  form.elements.title.value = title;
  form.elements.content.value = content;
  form.dispatchEvent(new Event('input'));
}

select.addEventListener('change', async () => {
  if (!select.value) return;
  try {
    const template = await get(`/api/message-templates/${select.value}`);
    use(template.title, template.content);
  } catch (problem) {
    show(problem);
  }
});

byId('keep-template').addEventListener('click', async ({ target }) => {
  clear();
  target.disabled = true;
  try {
    const { title, content, category } = form.elements;
    const made = await call('POST', '/api/message-templates', { ...ours, title: title.value || undefined, content: content.value || undefined, category: category.value });
    await load();
    select.value = made.id;
    tell(`Kept as template: ${made.title}`);
  } catch (problem) {
    show(problem);
  }
  target.disabled = false;
});

byId('ask-model').addEventListener('click', async ({ target }) => {
  const told = byId('draft-told');
  const { category, tone, context } = form.elements;
  target.disabled = true;
  told.textContent = 'The model writes …';
  byId('suggestions').replaceChildren();
  try {
    const draft = await call('POST', '/api/generate-message-template', { category: category.value, tone: tone.value, context: context.value });
    use(draft.title, draft.content);
    told.textContent = 'Drafted. Read it before it goes out.';
    byId('suggestions').replaceChildren(...draft.suggestions.map((text) => suggestion(draft.title, text)));
  } catch (problem) {
    told.textContent = reason(problem);
  }
  target.disabled = false;
});

// The wish is no part of the message: Enter asks the model, and sends nothing.
byId('draft').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return;
  event.preventDefault();
  byId('ask-model').click();
});

function suggestion(title, text) {
  const button = element('button', { type: 'button', className: 'second', textContent: 'Use this' });
  button.addEventListener('click', () => use(title, text));
  return element('li', {}, `${text} `, button);
}
