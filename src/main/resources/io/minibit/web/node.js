// The node, as this page knows it: requests over HTTP, events as they are sent.

/** A request that the node refused: its code and its words. */
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

async function ask(role, request) {
  let response;
  try {
    response = await fetch(`/api/${role}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
  } catch {
    throw new Refused(0, 'the node does not answer');
  }
  if (response.status === 401) {
    location.assign('/login');
    throw new Refused(401, 'sign in first');
  }
  const answer = await response.json().catch(() => ({ message: `HTTP ${response.status}` }));
  if (!response.ok) throw new Refused(response.status, answer.message);
  return answer;
}

export const peer = (action, fields = {}) => ask('peer', { action, ...fields });
export const tracker = (action, fields = {}) => ask('tracker', { action, ...fields });
export const peers = (action, fields = {}) => ask('peers', { action, ...fields });

/** Listens for good; after each interruption `onOpen` is called again, to catch up. */
export function listen(onEvent, onOpen, onLost) {
  const source = new EventSource('/api/events');
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  source.onopen = onOpen;
  source.onerror = () => {
    onLost();
    // Refused for good, as after the node was started anew with another token.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen(onEvent, onOpen, onLost), 5000);
    }
  };
}
