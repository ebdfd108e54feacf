// The browser's own part: style sheets and app.js over a page of samples (parts.html), under the
// policy the portal sends. No portal needed: a dozen lines of server stand in for it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, extname, join } from 'node:path';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { examine, keyboardWalk, launch } from '../harness/browser.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ASSETS = process.env.VECHE_ASSETS ?? join(HERE, '../../build/assets');
const TYPES = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";
const PARTS = readFileSync(join(HERE, 'parts.html'), 'utf8');
const SUGGEST = '<li role="option" data-id="24703000" data-href="/parts?place=24703000" data-text="Тейково"><mark>Тей</mark>ково<span class="v-note">городской округ</span></li>' +
	'<li role="option" data-id="24629000" data-href="/parts?place=24629000" data-text="Тейковский район">Тейковский район</li>';

let server, base, browser, page, asked;
function answer(rq, rp) {
	const at = new URL(rq.url, 'http://x');
	const send = (type, data, status = 200) => rp.writeHead(status, { 'content-type': type, 'content-security-policy': POLICY }).end(data);
	asked.push(`${rq.method} ${rq.url}`);
	if (at.pathname === '/list' && at.searchParams.get('sort') === 'новые')
		return send('text/html; charset=utf-8', 'no', 500);
	if (at.pathname === '/list') {
		const on = at.searchParams.getAll('topic[]');
		return send('text/html; charset=utf-8', PARTS.replace('Найдено 3 меры', `Найдено ${3 - on.length}`)
			.replace(/name="topic\[\]" value="(\d)"/g, (all, v) => on.includes(v) ? `${all} checked` : all));
	}
	if (at.pathname === '/places/suggest')
		return send('text/html; charset=utf-8', at.searchParams.get('q').startsWith('те') ? SUGGEST : '');
	if (TYPES[extname(at.pathname)]) {
		let data = readFileSync(join(ASSETS, at.pathname));
		if (at.pathname.endsWith('.css'))
			data = data.toString().replace(/url\(asset:([^)]+)\)/g, 'url(/$1)');
		return send(TYPES[extname(at.pathname)], data);
	}
	return send('text/html; charset=utf-8', PARTS);
}

before(async () => {
	server = http.createServer(answer);
	await new Promise(ok => server.listen(0, '127.0.0.1', ok));
	base = `http://127.0.0.1:${server.address().port}`;
	browser = await launch();
});
after(async () => { await browser?.close(); server?.closeAllConnections?.(); server?.close(); });
beforeEach(async () => { asked = []; page = await browser.open(`${base}/parts`); });
afterEach(async () => { await page?.context().close(); });

const eventually = (fn, arg) => page.waitForFunction(fn, arg, { timeout: 5000 });
const said = text => eventually(t => document.querySelector('body > [role=status]').textContent.includes(t), text);
const list = () => asked.filter(a => a.includes('/list'));

test('the samples pass axe, html-validate, every width, every theme, the keyboard', async () => {
	assert.deepEqual(await examine(page), []);
});

test('the walk with the keyboard sees each stop once, and what is wrong with it', async () => {
	await page.goto('about:blank'); // no policy: styles of its own
	await page.setContent(`<style>:focus-visible { outline: 2px solid } .no:focus-visible { outline: none }</style>
		<button id="a">Раз</button><button id="b" class="no">Два</button><a id="c" href="#x" style="position: absolute; left: -999px">Три</a>
		<button id="d" style="width: 0; height: 0; padding: 0; border: 0">Четыре</button><p style="height: 3000px"></p><a id="e" href="#y">Пять</a>${'<button>ещё</button>'.repeat(20)}`);
	const { stops, wrong } = await keyboardWalk(page);
	assert.deepEqual(stops.slice(0, 5).map(s => s.id), ['a', 'b', 'c', 'd', 'e']);
	assert.equal(stops.length, 25);
	assert.deepEqual(wrong.map(w => w.replace(/ [А-Я].*/, '')), ['keyboard: no ring at <button#b>', 'keyboard: focus goes out of sight at <a#c>', 'keyboard: focus goes out of sight at <button#d>']);
	assert.match((await keyboardWalk(page, { max: 10 })).wrong.at(-1), /more than 10 stops/);
});

test('white on black and without script too', async () => {
	assert.deepEqual(await examine(page, { themes: ['contrast'], walk: false, widths: [320] }), []);
	await page.evaluate(() => { document.documentElement.dataset.theme = 'contrast'; document.documentElement.dataset.ground = 'black'; });
	const { axe } = await import('../harness/browser.mjs');
	assert.deepEqual(await axe(page), []);
	const plain = await browser.open(`${base}/parts`, { script: false });
	assert.equal(await plain.locator('button.v-nojs').first().isVisible(), true);
	assert.equal(await plain.locator('[data-copy]').isVisible(), false);
	await plain.context().close();
});

test('only the fonts of a Russian page are fetched', () => {
	const fonts = asked.filter(a => a.endsWith('.woff2')).map(a => a.slice(5)).sort();
	assert.deepEqual(fonts, ['golos-text-cyrillic.woff2', 'golos-text-latin.woff2', 'literata-cyrillic.woff2', 'literata-latin.woff2']);
});

test('a facet changes the list, the counts, the address, and keeps the focus', async () => {
	const box = page.locator('#filters input[value="2"]');
	await box.focus();
	await page.keyboard.press('Space');
	await eventually(() => document.querySelector('.v-bar__n').textContent === 'Найдено 2');
	await said('Найдено 2');
	assert.match(page.url(), /\/list\?topic%5B%5D=2/);
	assert.equal(list().length, 1);
	assert.deepEqual(await page.evaluate(() => [document.activeElement.name, document.activeElement.value, document.activeElement.checked]), ['topic[]', '2', true]);
	await page.locator('.v-chip').click();			// what came later is alive too
	await eventually(() => document.querySelector('.v-bar__n').textContent === 'Найдено 3');
	await page.goBack();
	await eventually(() => document.querySelector('.v-bar__n').textContent === 'Найдено 2');
	assert.deepEqual(page.complaints, []);
	const kept = await page.evaluate(() => Object.keys(localStorage).concat(Object.keys(sessionStorage)));
	assert.deepEqual(kept.filter(k => k !== 'htmx-current-path-for-history'), [], 'no page stays in the browser');
});

test('when the answer is an error the browser goes there', async () => {
	await page.selectOption('#sort', 'новые');
	await page.waitForURL(/\/list\?sort=/);
	assert.equal(list().length, 2);
});

test('Ctrl leaves a link to the browser', async () => {
	const [other] = await Promise.all([page.context().waitForEvent('page'), page.locator('.v-chip').click({ modifiers: ['Control'] })]);
	await other.waitForLoadState();
	assert.equal(new URL(other.url()).pathname, '/list');
	assert.equal(new URL(page.url()).pathname, '/parts');
});

test('suggestions: typed, walked, taken, closed', async () => {
	const field = page.locator('#place');
	await field.pressSequentially('тей');
	await page.locator('#place-list [role=option]').first().waitFor();
	await said('Подсказок: 2');
	assert.equal(await field.getAttribute('aria-expanded'), 'true');
	await page.keyboard.press('ArrowDown');
	assert.equal(await field.getAttribute('aria-activedescendant'), 'place-list-0');
	const { axe } = await import('../harness/browser.mjs');
	assert.deepEqual(await axe(page, { include: '.v-pick' }), []);
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('#place-list').isVisible(), false);
	await page.keyboard.press('ArrowDown');
	await page.locator('#place-list [role=option]').nth(1).click();
	await page.waitForURL(/place=24629000/);
});

test('suggestions into a form: the choice is kept, a change forgets it', async () => {
	const field = page.locator('#own');
	await field.pressSequentially('тей');
	await page.locator('#own-list [role=option]').first().waitFor();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	assert.equal(await field.inputValue(), 'Тейково');
	assert.equal(await page.inputValue('#own-id'), '24703000');
	await field.press('End');
	await page.keyboard.type('х');
	assert.equal(await page.inputValue('#own-id'), '');
	await field.fill('щщщ');
	await eventually(() => document.getElementById('own-list').hidden);
});

test('a date is said in words, a slip is remarked', async () => {
	const echo = page.locator('#from-w');
	for (const [text, words] of [['2.6.2025', 'понедельник, 2 июня 2025\u00a0года'], ['2025-06-02', 'понедельник, 2 июня 2025\u00a0года'],
		['31.02.2025', 'Такой даты нет'], ['29.02.2024', 'четверг, 29 февраля 2024\u00a0года'], ['', '']]) {
		await page.fill('#from', text);
		assert.equal(await echo.textContent(), words, text);
	}
});

test('rows come and go in place', async () => {
	await page.click('[data-row-add]');
	assert.equal(await page.locator('.v-rules__row').count(), 2);
	assert.equal(await page.evaluate(() => document.activeElement.id), 'rn1-f');
	await said('Условие добавлено');
	await page.locator('[data-row-del]').first().click();
	assert.equal(await page.locator('.v-rules__row').count(), 1);
	assert.equal(await page.evaluate(() => document.activeElement.closest('.v-rules__row') !== null), true);
	assert.equal(asked.filter(a => a.startsWith('POST')).length, 0);
});

test('a small table sorts by word and by number, unknown stays below', async () => {
	const order = () => page.$$eval('#towns tbody th', all => all.map(x => x.textContent));
	await page.click('#towns thead th:nth-child(2) button');
	assert.deepEqual(await order(), ['Вичуга', 'Шуя', 'Ёлкино']);
	await page.click('#towns thead th:nth-child(2) button');
	assert.deepEqual(await order(), ['Шуя', 'Вичуга', 'Ёлкино']);
	assert.equal(await page.getAttribute('#towns thead th:nth-child(2)', 'aria-sort'), 'descending');
	await page.click('#towns thead th:nth-child(1) button');
	assert.deepEqual(await order(), ['Вичуга', 'Ёлкино', 'Шуя']);
});

test('a step that cannot be taken back asks first', async () => {
	await page.click('.btn-danger');
	const box = page.locator('dialog');
	await box.waitFor();
	const { axe } = await import('../harness/browser.mjs');
	assert.deepEqual(await axe(page, { include: 'dialog' }), []);
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Оставить');
	await page.keyboard.press('Escape');
	assert.equal(await box.count(), 0);
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Удалить меру');
	await page.click('.btn-danger');
	const [sent] = await Promise.all([page.waitForRequest(r => r.method() === 'POST'), page.click('dialog .btn-danger')]);
	assert.equal(sent.postData(), 'sure=7');
});

test('copying says that it is done', async () => {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.click('[data-copy]');
	await said('Адрес скопирован');
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'https://veche.example/e/42');
});

test('the list of mistakes takes the focus', async () => {
	assert.equal(await page.evaluate(() => document.activeElement.className), 'v-errors');
});
