// How figures are written, and the one way by which words get onto the page: as text, never as markup.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** An element; properties are set as they are, children become text nodes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Characters that turn a line around or cannot be seen would let a name look like another one. */
export function visible(text) {
  return String(text ?? '').replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function bytes(count) {
  if (count === null || count === undefined) return '?';
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export function rate(bytesPerSecond) {
  return `${bytes(bytesPerSecond)}/s`;
}

export function percent(fraction) {
  // Rounded down: what is not whole is never called 100 %.
  return `${Math.floor(fraction * 1000) / 10} %`;
}

/** A count before what is counted: 1 peer, 2 peers. */
export function counted(count, one) {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return '';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Changes a text only where it differs: the browser lays out what is touched. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A line in the corner that goes by itself. */
export function notify(text, bad = false) {
  const line = make('p', { textContent: visible(text), className: bad ? 'bad' : '' });
  const notices = document.getElementById('notices');
  notices.append(line);
  while (notices.children.length > 5) notices.firstChild.remove();
  setTimeout(() => line.remove(), bad ? 12000 : 6000);
}
