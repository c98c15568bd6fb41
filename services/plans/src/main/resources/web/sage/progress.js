// Follows a plan by server-sent events; the browser connects again by itself when the line breaks, but not when it is refused.
const names = {
  'main-plan': 'Main plan',
  'meal-plan': 'A week of meals',
  micronutrients: 'Micronutrients',
  lifestyle: 'Lifestyle',
  mail: 'Mail to you',
};
const words = { waiting: 'waiting', running: 'under way', completed: 'done', failed: 'failed, will be tried again' };
const AGAIN = 5000;
const byId = (id) => document.getElementById(id);
let events;

function follow() {
  events = new EventSource('/api/plan-events' + location.search);
  events.addEventListener('progress', (event) => told(JSON.parse(event.data)));
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) refused();
  });
}

// A stream does not tell why it is refused; the same question without a stream does.
async function refused() {
  const answer = await fetch('/api/plan-status' + location.search).catch(() => null);
  if (answer?.status === 400 || answer?.status === 404) {
    byId('whole').hidden = true;
    end('No plan here', 'This link is not valid, or not valid any more.', false);
    return;
  }
  byId('message').textContent = 'The server cannot be reached; the next try comes by itself.';
  setTimeout(follow, AGAIN);
}

function told(plan) {
  byId('whole').value = plan.progress;
  byId('steps').replaceChildren(...plan.steps.map(row));
  if (plan.status === 'completed') end('Your plan is ready', 'A mail with the link is on its way to you.', true);
  else if (plan.status === 'partial') end('Your plan is partly ready', plan.error, true);
  else if (plan.status === 'failed') end('Your plan could not be made', plan.error, false);
  else byId('message').textContent = plan.status === 'queued' ? 'Waiting for the first step.' : 'Work is under way.';
}

function row(step) {
  const item = document.createElement('li');
  item.className = step.state;
  const bar = Object.assign(document.createElement('progress'), { max: 1 });
  if (step.state !== 'running') bar.value = step.state === 'completed' ? 1 : 0;
  bar.setAttribute('aria-label', names[step.name] ?? step.name);
  const state = Object.assign(document.createElement('span'), { textContent: words[step.state] });
  item.append(names[step.name] ?? step.name, bar, state);
  return item;
}

function end(headline, message, readable) {
  events.close();
  document.title = headline;
  byId('headline').textContent = headline;
  byId('message').textContent = message ?? '';
  byId('plan').href = '/sage/personalised-plan' + location.search;
  byId('done').hidden = !readable;
}

follow();
