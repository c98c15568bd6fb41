// The REST operations, as the person who is logged in. The page's address may name the coach.
export const coach = new URLSearchParams(location.search).get('coachId');

// For bodies that say whose the new thing is.
export const ours = coach ? { coachId: coach } : {};

// Answers the body; throws the problem document of a refusal.
export async function call(method, path, body) {
  const token = localStorage.getItem('stashline.token');
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (body) headers['Content-Type'] = 'application/json';
  const url = new URL(path, location.origin);
  if (coach) url.searchParams.set('coachId', coach);
  let response;
  try {
    response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw { detail: 'The server cannot be reached. Please try again.' };
  }
  const answer = await response.json().catch(() => ({ title: `The server answered ${response.status}.` }));
  if (!response.ok) throw answer;
  return answer;
}

export const get = (path, parameters = {}) => {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return call('GET', given.length ? `${path}?${new URLSearchParams(given)}` : path);
};

// What to tell of a problem, in one line.
export const reason = (problem) =>
  problem.errors?.length ? problem.errors.map((e) => e.reason).join('; ') : (problem.detail ?? problem.title ?? String(problem));
