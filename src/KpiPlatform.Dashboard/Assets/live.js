// Keeps an open scorecard up to date. Pages work without it: it swaps elements that the server has rendered anew.
const area = document.querySelector('[data-live]');
if (area) keepLive(area);

function keepLive(area) {
  const state = document.getElementById('live-state');
  const said = document.getElementById('live-said');
  let source = null;
  let ended = false;
  let retry = 0;

  const show = (text, name) => {
    if (!state || state.textContent === text) return;
    state.textContent = text;
    state.dataset.state = name;
  };

  const close = () => {
    source?.close();
    source = null;
    clearTimeout(retry);
  };

  const open = () => {
    if (ended || source || document.hidden) return;
    source = new EventSource(area.dataset.live);
    source.addEventListener('open', () => show('Live', 'on'));
    source.addEventListener('elements', (event) => event.data.split('\n').forEach(swap));
    source.addEventListener('said', (event) => { said.textContent = event.data; });
    source.addEventListener('reload', () => { close(); location.reload(); });
    source.addEventListener('end', (event) => { ended = true; close(); show(event.data, 'off'); });
    source.addEventListener('error', () => {
      // The browser tries again by itself, unless the server refused.
      show('Not connected; trying again', 'wait');
      if (source?.readyState === EventSource.CLOSED) {
        close();
        retry = setTimeout(open, 15000);
      }
    });
  };

  // A page that nobody sees costs the server nothing, and browsers allow few connections to one site.
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
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
