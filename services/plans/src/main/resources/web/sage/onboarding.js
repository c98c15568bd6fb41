// Sends the form, asks for the plan, and goes to the page that follows it.
import { clear, show } from './faults.js';

const form = document.getElementById('form');
const send = document.getElementById('send');
const lists = ['allergies', 'medicalConditions', 'proteinSources'];

form.elements.heightUnit.addEventListener('change', (event) => {
  for (const label of form.querySelectorAll('[data-unit]')) label.hidden = label.dataset.unit !== event.target.value;
});

// "none" takes the others away, and any other takes "none" away.
for (const group of form.querySelectorAll('[data-list]')) {
  group.addEventListener('change', (event) => {
    if (!event.target.checked) return;
    for (const box of group.querySelectorAll('input')) {
      if (box !== event.target && (event.target.value === 'none' || box.value === 'none')) box.checked = false;
    }
  });
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  send.disabled = true;
  clear();
  try {
    const stored = await post('/api/sage-onboarding', answers());
    const queued = await post('/api/generate-plan-async', {
      email: stored.data.email,
      uniqueCode: stored.data.uniqueCode,
      fullName: answers().fullName,
    });
    location.assign('/sage/progress' + new URL(queued.planUrl).search);
  } catch (problem) {
    show(problem);
    send.disabled = false;
  }
});

function answers() {
  const data = new FormData(form);
  const given = { fullName: `${data.get('firstName')} ${data.get('lastName')}`.trim(), timestamp: new Date().toISOString() };
  for (const [name, value] of data) if (!lists.includes(name) && value !== '') given[name] = value;
  for (const name of lists) given[name] = data.getAll(name);
  return given;
}

async function post(path, body) {
  const token = localStorage.getItem('stashline.token');
  const headers = { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw answer;
  return answer;
}
