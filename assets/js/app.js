/* app.js - makes the pages of Veche quick; each of them works without it.
 *
 * Loaded with `defer` after htmx.min.js, from the same origin, under a policy without inline
 * script or style. ES2019 (Chromium 109, Firefox 115). What an element wants is written on it:
 *
 *   data-live="#results"      form or link whose answer replaces this part (data-live-also: others too)
 *   data-suggest="/places/suggest"   search field with suggestions (data-into: id of a hidden field)
 *   data-date                 date field: its .v-date__echo says the day in words (data-bad: remark)
 *   data-copy="#id"           button, hidden without script; copies the text (data-done: answer)
 *   data-confirm="…?"         form that asks first (data-confirm-no: the other button)
 *   data-rows                 list with a <template>; buttons data-row-add, data-row-del
 *   data-sort                 table, whole on the page, whose headings sort it
 *
 * Words shown to people come from these attributes: the server knows the language.
 */
(function () {
'use strict';

const doc = document, root = doc.documentElement, htmx = window.htmx;
const all = (sel, at) => Array.prototype.slice.call((at || doc).querySelectorAll(sel));
const within = (sel, at) => (at.matches && at.matches(sel) ? [at] : []).concat(all(sel, at));
const make = (tag, props) => Object.assign(doc.createElement(tag), props);

root.classList.add('js');

/* ---- what was done, said aloud: one place that stays while the page changes ---- */
const voice = make('p', { className: 'visually-hidden' });
voice.setAttribute('role', 'status');
doc.body.appendChild(voice);
let turn = 0;
function say(text) {
	const now = ++turn;
	voice.textContent = '';
	setTimeout(() => { if (now === turn) voice.textContent = text || ''; }, 120);
}

/* ---- lists: facets, order, chips, pages ---- */
if (htmx)
	Object.assign(htmx.config, {
		allowEval: false, allowScriptTags: false, selfRequestsOnly: true, includeIndicatorStyles: false,
		historyCacheSize: 0, refreshOnHistoryMiss: true,	/* nothing personal stays in the browser's store */
		defaultSwapDelay: 0, defaultSettleDelay: 0, timeout: 15000,
	});

function live(el) {
	const form = el.tagName === 'FORM', also = el.dataset.liveAlso;
	if (!htmx || (form && el.method !== 'get'))
		return;
	const set = { target: el.dataset.live, select: el.dataset.live, swap: 'outerHTML', 'push-url': 'true', sync: el.dataset.live + ':replace' };
	if (form) {
		set.get = el.getAttribute('action') || location.pathname;
		set.trigger = 'change delay:150ms, submit';
	} else
		set.boost = 'true';	/* leaves Ctrl and the middle button to the browser */
	if (also)
		set['select-oob'] = also;
	for (const name in set)
		el.setAttribute('hx-' + name, set[name]);
	htmx.process(el);
}

let held = null;	/* the field that had the focus when its list went */
doc.addEventListener('htmx:beforeRequest', e => {
	e.detail.target.setAttribute('aria-busy', 'true');
});
doc.addEventListener('htmx:afterRequest', e => {
	e.detail.target.removeAttribute('aria-busy');
});
doc.addEventListener('htmx:beforeSwap', e => {
	const at = doc.activeElement;
	held = at && at !== doc.body ? { el: at, id: at.id, name: at.name, value: at.value, from: e.detail.elt } : null;
});
doc.addEventListener('htmx:afterSettle', e => {
	const target = e.detail.target, was = held;
	held = null;
	if (was && !doc.body.contains(was.el)) {
		const twin = was.id ? doc.getElementById(was.id)
			: was.name ? all('input, select, button').find(x => x.name === was.name && x.value === was.value) : null;
		const next = twin || doc.querySelector((was.from.dataset || {}).live || '#main');
		if (next) {
			if (!twin && !next.hasAttribute('tabindex'))
				next.tabIndex = -1;
			next.focus({ preventScroll: Boolean(twin) });
		}
	}
	const count = doc.querySelector('.v-bar__n');
	if (count && target)
		say(count.textContent);
});
/* No answer, or not the one we hoped for: let the browser go there and show what there is. */
['htmx:responseError', 'htmx:sendError', 'htmx:timeout', 'htmx:targetError'].forEach(name => doc.addEventListener(name, e => {
	const el = e.detail.elt, path = e.detail.pathInfo && e.detail.pathInfo.finalRequestPath;
	if (el && el.dataset.live)
		location.assign(path || el.href || el.action);
}));

/* ---- suggestions ---- */
function suggest(input) {
	const box = make('ul', { className: 'v-suggest', id: input.id + '-list', hidden: true });
	const into = input.dataset.into && doc.getElementById(input.dataset.into);
	const label = input.labels && input.labels[0];
	let at = -1, timer = 0, stop = null;
	box.setAttribute('role', 'listbox');
	box.setAttribute('aria-label', label ? label.textContent : input.title);
	const set = (name, value) => input.setAttribute(name, value);
	set('role', 'combobox'); set('aria-autocomplete', 'list'); set('aria-expanded', 'false');
	set('aria-controls', box.id); set('autocomplete', 'off');
	input.closest('.v-pick').appendChild(box);

	const options = () => all('[role=option]', box);
	function close() { box.hidden = true; at = -1; set('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); }
	function mark(n) {
		const list = options();
		if (!list.length)
			return;
		at = (n + list.length) % list.length;
		list.forEach((li, i) => li.setAttribute('aria-selected', String(i === at)));
		set('aria-activedescendant', list[at].id);
		list[at].scrollIntoView({ block: 'nearest' });
	}
	function take(li) {
		close();
		if (!into) {
			if (li.dataset.href)
				location.assign(li.dataset.href);
			return;
		}
		input.value = li.dataset.text || li.textContent.trim();
		into.value = li.dataset.id;
		into.dispatchEvent(new Event('change', { bubbles: true }));
	}
	function ask() {
		const q = input.value.trim();
		if (stop)
			stop.abort();
		if (q.length < 2)
			return close();
		stop = new AbortController();
		fetch(input.dataset.suggest + '?q=' + encodeURIComponent(q), { signal: stop.signal, headers: { 'HX-Request': 'true' }, credentials: 'same-origin' })
			.then(r => r.ok ? r.text() : '')
			.then(html => {
				box.innerHTML = html;
				const list = options();
				list.forEach((li, i) => { li.id = box.id + '-' + i; li.setAttribute('aria-selected', 'false'); });
				at = -1;
				input.removeAttribute('aria-activedescendant');
				box.hidden = !list.length;
				set('aria-expanded', String(!box.hidden));
				say(box.hidden ? input.dataset.none : (input.dataset.some || '').replace('%', list.length));
			}).catch(() => {});
	}
	input.addEventListener('input', () => {
		if (into)
			into.value = '';
		clearTimeout(timer);
		timer = setTimeout(ask, 200);
	});
	input.addEventListener('keydown', e => {
		const open = !box.hidden;
		if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
			if (open) {
				e.preventDefault();
				mark(e.key === 'ArrowDown' ? at + 1 : at < 0 ? -1 : at - 1);
			} else if (e.key === 'ArrowDown')
				ask();
		} else if (e.key === 'Enter' && open && at >= 0) {
			e.preventDefault();
			take(options()[at]);
		} else if (e.key === 'Escape' && open) {
			e.preventDefault();
			close();
		}
	});
	input.addEventListener('blur', () => setTimeout(close, 150));
	box.addEventListener('mousedown', e => e.preventDefault());	/* the field keeps the focus */
	box.addEventListener('click', e => { const li = e.target.closest('[role=option]'); if (li) take(li); });
}

/* ---- dates: 2.6.2025, 02.06.2025, 2025-06-02 ---- */
function dateOf(text) {
	const t = text.trim(), ru = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(t), iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(t);
	if (!ru && !iso)
		return null;
	const y = +(ru ? ru[3] : iso[1]), m = +(ru ? ru[2] : iso[2]), d = +(ru ? ru[1] : iso[3]);
	const day = new Date(Date.UTC(y, m - 1, d));
	return day.getUTCFullYear() === y && day.getUTCMonth() === m - 1 && day.getUTCDate() === d ? day : null;
}
function dated(input) {
	const echo = input.closest('.v-date').querySelector('.v-date__echo');
	const words = new Intl.DateTimeFormat(root.lang || 'ru', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
	if (echo)
		input.addEventListener('input', () => {
			const day = dateOf(input.value);
			echo.textContent = day ? words.format(day).replace(/\s?г\.$/, '\u00a0года')
				: input.value.trim().length > 7 ? input.dataset.bad || '' : '';
		});
}

/* ---- copy ---- */
function copier(button) {
	button.hidden = false;
	button.addEventListener('click', () => {
		const from = doc.querySelector(button.dataset.copy), text = from ? from.value || from.textContent.trim() : '';
		const done = () => say(button.dataset.done || text);
		if (navigator.clipboard)
			return navigator.clipboard.writeText(text).then(done, () => {});
		const area = make('textarea', { value: text, className: 'visually-hidden' });	/* plain HTTP inside an office */
		doc.body.appendChild(area);
		area.select();
		if (doc.execCommand('copy'))
			done();
		area.remove();
		button.focus();
	});
}

/* ---- rows added and taken away in place; the same buttons submit when there is no script ---- */
let born = 0;
doc.addEventListener('click', e => {
	const b = e.target.closest && e.target.closest('[data-row-add], [data-row-del]');
	const list = b && (b.closest('[data-rows]') || doc.querySelector(b.dataset.rowAdd));
	if (!list)
		return;
	const rows = list.querySelector('.v-rules__list');
	if (b.hasAttribute('data-row-add')) {
		const tpl = list.querySelector('template');
		if (!tpl)
			return;
		e.preventDefault();
		const row = make('div', { innerHTML: tpl.innerHTML.replace(/__n__/g, 'n' + ++born) }).firstElementChild;
		rows.appendChild(row);
		enhance(row);
		const first = row.querySelector('input, select, textarea');
		if (first)
			first.focus();
	} else {
		e.preventDefault();
		const row = b.closest('.v-rules__row'), near = row.previousElementSibling || row.nextElementSibling;
		const next = near && near.querySelector('[data-row-del]') || list.querySelector('[data-row-add]');
		row.remove();
		if (next)
			next.focus();
	}
	if (b.dataset.done)
		say(b.dataset.done);
});

/* ---- small tables ---- */
function sortable(table) {
	const heads = all('thead th', table), body = table.tBodies[0];
	const value = (tr, i) => {
		const cell = tr.cells[i], raw = (cell.dataset.v || cell.textContent).trim();
		const n = raw.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.').replace('\u2212', '-').replace(/[%₽]$/, '');
		return n !== '' && isFinite(n) ? +n : raw;
	};
	const order = new Intl.Collator(root.lang || 'ru', { numeric: true }).compare;
	heads.forEach((th, i) => {
		if (!th.textContent.trim() || th.hasAttribute('data-nosort') || th.querySelector('a'))
			return;
		const button = make('button', { type: 'button', className: 'v-sort' });
		while (th.firstChild)
			button.appendChild(th.firstChild);
		th.appendChild(button);
		button.addEventListener('click', () => {
			const up = th.getAttribute('aria-sort') !== 'ascending';
			heads.forEach(h => h.removeAttribute('aria-sort'));
			th.setAttribute('aria-sort', up ? 'ascending' : 'descending');
			Array.from(body.rows).map(tr => [tr, value(tr, i)]).sort((a, b) => {
				const [x, y] = [a[1], b[1]], num = typeof x === 'number', num2 = typeof y === 'number';
				if (num !== num2)
					return num ? -1 : 1;	/* «нет данных» stays below, whichever way */
				return (num ? x - y : order(x, y)) * (up ? 1 : -1);
			}).forEach(pair => body.appendChild(pair[0]));
		});
	});
}

/* ---- a question first ---- */
doc.addEventListener('submit', e => {
	const form = e.target, by = e.submitter, asked = by && by.dataset.confirm || form.dataset.confirm;
	if (!asked || form.dataset.sure)
		return;
	e.preventDefault();
	e.stopImmediatePropagation();
	const box = make('dialog', { className: 'v-dialog' }), p = make('p', { id: 'sure-text', textContent: asked }), row = make('div', { className: 'v-actions' });
	const yes = make('button', { type: 'button', className: 'btn btn-danger', textContent: by ? by.textContent.trim() : 'OK' });
	const no = make('button', { type: 'button', className: 'btn', autofocus: true, textContent: form.dataset.confirmNo || (root.lang === 'en' ? 'Cancel' : 'Отмена') });
	box.setAttribute('aria-labelledby', p.id);
	box.append(p, row);
	row.append(yes, no);
	no.onclick = () => box.close();
	yes.onclick = () => { form.dataset.sure = '1'; box.close(); form.requestSubmit(by || undefined); delete form.dataset.sure; };
	box.addEventListener('close', () => { box.remove(); if (by) by.focus(); });
	doc.body.appendChild(box);
	box.showModal();
}, true);

/* ---- what is on the page now, and what comes later ---- */
const parts = { '[data-live]': live, '[data-suggest]': suggest, '[data-date]': dated, '[data-copy]': copier, 'table[data-sort]': sortable };
function enhance(at) {
	for (const sel in parts)
		within(sel, at).forEach(el => {
			const mark = 'on' + sel.replace(/[^a-z]/g, '');
			if (!el[mark]) {
				el[mark] = true;
				parts[sel](el);
			}
		});
}
doc.addEventListener('htmx:load', e => enhance(e.detail.elt));
enhance(doc);
const errors = doc.querySelector('.v-errors, #problems');
if (errors)
	errors.focus();
}());
