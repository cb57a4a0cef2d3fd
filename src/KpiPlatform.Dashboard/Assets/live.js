// Keeps an open page up to date. Pages work without it: it swaps elements that the server has rendered anew.
const area = document.querySelector('[data-live]');
const state = document.getElementById('live-state');
const said = document.getElementById('live-said');
if (area) keepLive(area.dataset.live);

function show(text, name) {
  if (!state || state.textContent === text) return;
  state.textContent = text;
  state.dataset.state = name;
}

function say(text) {
  if (said) said.textContent = text;
}

function keepLive(address) {
  let source = null;
  let ended = false;
  let lost = false;
  let known = false;
  let retry = 0;

  const close = () => {
    source?.close();
    source = null;
    clearTimeout(retry);
  };

  const end = (text) => {
    ended = true;
    close();
    show(text, 'off');
    say(text);
  };

  const open = () => {
    if (ended || source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener('open', () => {
      show('Live', 'on');
      if (lost) say('Connected again. The page is live.');
      lost = false;

      // Since it was away, more may have changed than the stream tells of.
      if (known && document.querySelector('[data-part]')) refresh();
      known = true;
    });
    source.addEventListener('elements', (event) => event.data.split('\n').forEach(swap));
    source.addEventListener('said', (event) => say(event.data));
    source.addEventListener('changed', refresh);
    source.addEventListener('reload', () => { close(); reload(); });
    source.addEventListener('end', (event) => end(event.data));
    source.addEventListener('signin', (event) => {
      end(event.data);
      const link = document.createElement('a');
      link.href = `/sign-in?problem=Ended&return=${encodeURIComponent(location.pathname + location.search)}`;
      link.textContent = 'Sign in again';
      state?.append(' ', link);
    });
    source.addEventListener('error', () => {
      // The browser tries again by itself, unless the server, or what stands before it, answered with an error.
      show('Not connected: the server does not answer. The values are those of before; this page tries again by itself.', 'wait');
      if (!lost) say('Not connected. This page tries again by itself.');
      lost = true;
      if (source?.readyState === EventSource.CLOSED) {
        close();
        retry = setTimeout(open, 3000);
      }
    });
  };

  // A page that nobody sees costs the server nothing, and browsers allow few connections to one site.
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
}

// Not over and over, should the server and the page not agree about what the page is made of.
function reload() {
  setTimeout(() => location.reload(), Math.max(0, 3000 - performance.now()));
}

// Reads the page again and swaps its parts: at once, then not before a while has passed, and longer where it takes long.
let reading = false;
let again = false;
async function refresh() {
  again = true;
  if (reading) return;
  reading = true;
  while (again) {
    again = false;
    const begun = performance.now();
    try {
      const answer = await fetch(location.href, { cache: 'no-store', headers: { accept: 'text/html', 'x-kpi-live': '1' } });
      if (answer.redirected) location.reload();
      else if (answer.ok) parts(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      // The stream notices as well, says so, and tells of a change when it is back.
    }
    await new Promise((done) => setTimeout(done, Math.min(2000, Math.max(500, 2 * (performance.now() - begun)))));
  }
  reading = false;
}

function parts(fresh) {
  for (const old of document.querySelectorAll('[data-part]')) {
    const wanted = fresh.getElementById(old.id);
    if (!wanted || plain(old) === plain(wanted)) continue;
    if (wanted.dataset.say && wanted.dataset.say !== old.dataset.say) say(wanted.dataset.say);
    if (isInUse(old)) items(old, wanted);
    else replace(old, wanted);
  }
}

// What a part says, without what differs each time it is rendered.
function plain(node) {
  const copy = node.cloneNode(true);
  for (const token of copy.querySelectorAll('input[type=hidden]')) token.remove();
  for (const details of copy.querySelectorAll('details')) details.open = false;
  return copy.innerHTML;
}

// Nobody is to lose what they are typing, or where they are.
function isInUse(node) {
  const form = node.querySelector('details[open] form');
  return (form && node.contains(form)) || (node.contains(document.activeElement) && document.activeElement.matches('input, select, textarea'));
}

// A list of which one item is in use: the others are swapped, new ones come, and it stays.
function items(old, wanted) {
  const list = old.querySelector('ul');
  const fresh = wanted.querySelector('ul');
  if (!list || !fresh) return;
  for (const item of [...list.children]) if (!fresh.querySelector(`#${CSS.escape(item.id)}`) && !isInUse(item)) item.remove();
  let after = null;
  for (const item of [...fresh.children]) {
    let have = [...list.children].find((one) => one.id === item.id);
    if (!have) {
      list.insertBefore(item, after ? after.nextSibling : list.firstChild);
      have = item;
    } else if (!isInUse(have) && plain(have) !== plain(item)) {
      replace(have, item);
      have = item;
    }
    after = have;
  }
}

function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  const open = [...old.querySelectorAll('details')].map((details) => details.open);
  const scrolled = [...old.querySelectorAll('.scroll')].map((box) => box.scrollLeft);
  const values = new Map([...old.querySelectorAll('[id] .value, .score[id]')].map((node) => [key(node), node.textContent]));
  old.replaceWith(fresh);
  [...fresh.querySelectorAll('details')].forEach((details, i) => { details.open = open[i] ?? details.open; });
  [...fresh.querySelectorAll('.scroll')].forEach((box, i) => { box.scrollLeft = scrolled[i] ?? 0; });
  for (const node of fresh.querySelectorAll('[id] .value, .score[id]')) if (values.has(key(node)) && values.get(key(node)) !== node.textContent) node.classList.add('moved');
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function key(node) {
  return (node.id || node.closest('[id]').id);
}

function swap(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  const fresh = template.content.firstElementChild;
  const old = fresh && document.getElementById(fresh.id);
  if (!old || old.isEqualNode(fresh)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  const before = old.querySelector('.value, .score')?.textContent;
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const value = fresh.querySelector('.value, .score');
  if (value && value.textContent !== before) value.classList.add('moved');
}
