// One measure as people meet it: does it fit us and why, whom else, its rule edited without script, the command line.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { MEASURES, PLACE, csv, signIn } from '../../../tests/harness/demo.mjs';
import { csrfOf, forms, unescape } from '../../../tests/harness/http.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

const FORMER = '01612000', BECAME = '01512000';
const FEDERAL = 'fkgs-public-spaces', OURS = 'fkgs-ivanovo-selection', THEIRS = 'fkgs-stavropol-selection';
const RULE = `/navigator/${OURS}/rule`;
let site, b;
before(async () => { site = await start({ demo: true }); b = await launch(); });
after(async () => { await b?.close(); await site?.stop(); });

const words = html => unescape(html.replace(/<[^>]+>/g, ' ')).replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');
const part = (html, id) => html.slice(html.indexOf(`id="${id}"`)).split('</section>')[0];

test('every measure of the demonstration has its page, said to be a demonstration', async () => {
	for (const m of MEASURES) {
		const r = await site.http.get(`/navigator/${m.key}`);
		assert.equal(r.status, 200, m.key);
		assert.ok(words(r.text).includes(m.title.replace(/\u00a0/g, ' ')), m.key);
		assert.equal((r.text.match(/<h1/g) ?? []).length, 1);
		if (m.demo)
			assert.match(r.text, /Демонстрация: проверьте у источника/);
	}
	assert.equal((await site.http.get('/navigator/no-such-measure')).status, 404);
	assert.equal((await site.http.get('/navigator/no-such-measure/fits')).status, 404);
	assert.equal((await site.http.get('/navigator/no-such-measure.ics')).status, 404);
});

test('asked for a municipality it answers, with values, sources and what to fill in', async () => {
	const r = await site.http.get(`/navigator/${FEDERAL}?place=${PLACE}`);
	const fit = part(r.text, 'fit');
	assert.match(words(fit), /Подходит ли нам: Тейково/);
	assert.match(words(fit), /Пока неизвестно\. Выполнено 2 условия из 5, нет данных по 3/);
	assert.match(words(fit), /Вид муниципального образования: городской округ — подходит/);
	assert.match(words(fit), /Источник: ОКТМО/);
	assert.match(fit, new RegExp(`href="/places/${PLACE}/passport#f-programs">Заполнить`));
	const points = [...fit.matchAll(/<td class="v-r">(\d+)<\/td>/g)].reduce((n, [, x]) => n + Number(x), 0);
	assert.match(words(fit), new RegExp(`Место в списке: ${points} из 1000`), 'the parts add up');
});

test('a place outside of its territory is told so first', async () => {
	const r = await site.http.get(`/navigator/${THEIRS}?place=${PLACE}`);
	assert.match(words(part(r.text, 'fit')), /Нет: мера действует в другом месте — Ставропольский край/);
	const as = await site.http.get(`/navigator/${FEDERAL}?place=${PLACE}&as=business`);
	assert.match(words(part(as.text, 'fit')), /Нет: заявку подаёт муниципалитет/);
});

test('places by name, former, ambiguous, foreign and hostile', async () => {
	const ask = async q => words(part((await site.http.get(`/navigator/${FEDERAL}?q=${encodeURIComponent(q)}`)).text, 'fit'));
	assert.match(await ask('Тейково'), /Подходит ли нам: Тейково|нашлось несколько/);
	assert.match(await ask(FORMER), /больше нет, теперь это/);
	assert.match(await ask('24000000'), /не муниципалитет/);
	assert.match(await ask('ыъыъыъ'), /не нашёлся/);
	for (const q of ["'; DROP TABLE x --", '<b>', '%', 'x'.repeat(200), '\u0000'])
		assert.doesNotMatch(await ask(q), /DROP TABLE x --'$/);
});

test('a federal one shows the selection of our region, then the federal term', async () => {
	const r = await site.http.get(`/navigator/${FEDERAL}?place=${PLACE}`);
	const chain = r.text.slice(r.text.indexOf('class="v-chain"')).split('</ol>')[0];
	assert.ok(chain.includes(`/navigator/${OURS}`), 'ours is there');
	assert.ok(!chain.includes(`/navigator/${THEIRS}`), 'the other region is not');
	assert.ok(chain.indexOf('Отбор в регионе') < chain.indexOf('Федеральный отбор'));
	assert.match(chain, /class="is-ours"/);
	assert.ok(r.text.includes(`/navigator/${THEIRS}`), 'it stands in the list below');
	const guest = await site.http.get(`/navigator/${FEDERAL}`);
	assert.match(guest.text, /здесь появится срок вашего региона/);
	const child = await site.http.get(`/navigator/${OURS}`);
	assert.ok(child.text.slice(child.text.indexOf('class="v-chain"')).split('</ol>')[0].includes(`/navigator/${FEDERAL}`));
});

test('the reader’s own municipality is asked without saying it', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	assert.match(words(part((await c.get(`/navigator/${FEDERAL}`)).text, 'fit')), /Подходит ли нам: Тейково/);
	const guest = await site.client().get(`/navigator/${FEDERAL}`);
	assert.match(words(part(guest.text, 'fit')), /Подходит ли вам/);
});

test('a calendar: lines of 75 octets, ids that stay, no day missing', async () => {
	const r = await site.http.get(`/navigator/${FEDERAL}.ics`);
	assert.match(r.headers['content-type'], /^text\/calendar/);
	const text = r.body.toString('utf8');
	for (const line of text.split('\r\n'))
		assert.ok(Buffer.byteLength(line) <= 75 && !line.includes('\n'), line);
	const flat = text.replace(/\r\n /g, '');
	const m = MEASURES.find(x => x.key === FEDERAL);
	assert.equal(flat.match(/BEGIN:VEVENT/g).length, 2 + m.steps.filter(s => s.due).length);
	assert.match(flat, new RegExp(`^UID:${FEDERAL}-closes@`, 'm'));
	assert.equal((await site.http.get(`/navigator/${FEDERAL}.ics`)).text, r.text, 'the same twice');
});

test('whom it fits: counts, pages, regions, order, the same in the file', async () => {
	const at = q => site.http.get(`/navigator/${FEDERAL}/fits${q}`);
	const r = await at('?verdict=unknown');
	const n = Object.fromEntries([...r.text.matchAll(/verdict=(yes|unknown|no)[^>]*>[^<]*<span class="v-tabs__n">([^<]+)/g)]
		.map(([, v, k]) => [v, Number(k.replace(/\D/g, ''))]));
	const file = csv((await site.http.get(`/navigator/${FEDERAL}/fits.csv?verdict=unknown`)).text);
	assert.equal(file.length, n.unknown);
	assert.ok(file.every(x => x.verdict === 'unknown' && x.reason.length > 0));
	assert.equal(file.filter(x => x.oktmo === PLACE).length, 1);
	assert.ok(file.every((x, i) => i === 0 || Number(x.population) <= Number(file[i - 1].population)), 'by population');
	assert.equal((r.text.match(/<th scope="row">/g) ?? []).length, Math.min(50, n.unknown));
	const second = await at('?verdict=unknown&page=2');
	assert.match(words(second.text), /С 51 по 100/);
	const region = await at('?verdict=unknown&region=24000000');
	assert.ok(!region.text.includes('Новосибирск</a>'));
	for (const q of ['?page=99999', '?page=-1', '?page=x', '?verdict=maybe', '?region=<b>', '?sort=1', '?as=nobody', '?region=99'])
		assert.equal((await at(q)).status, 200, q);
	const local = csv((await site.http.get(`/navigator/${OURS}/fits.csv?verdict=unknown`)).text);
	assert.ok(local.every(x => x.region === 'Ивановская область'), 'a regional one stays in its region');
});

const send = async (c, fields, what, change = f => f) => c.post(RULE, [...change(fields.filter(([k]) => k !== 'do')), ['do', what]], { follow: false });
const fieldsOf = html => forms(html).find(f => f.action === RULE).fields;

test('the rule: rows come and go, are checked, shown for whom they change, saved with history', async () => {
	const c = await signIn(site, 'curator@veche.demo');
	let f = fieldsOf((await c.get(RULE)).text);
	const rows = f.filter(([k]) => k === 'row[]').length;
	let r = await send(c, f, 'add_leaf:0');
	f = fieldsOf(r.text);
	assert.equal(f.filter(([k]) => k === 'row[]').length, rows + 1);
	const id = f.filter(([k]) => k === 'row[]').at(-1)[1];
	r = await send(c, f, 'check');
	assert.equal(r.status, 422);
	assert.match(r.text, new RegExp(`href="#f-row-${id}"`));
	assert.deepEqual(await validate(r.text, 'the rule with a problem'), []);
	const fill = all => all.map(([k, v]) => [k, { [`field-${id}`]: 'population', [`op-${id}`]: 'le', [`value-${id}`]: '20 тыс' }[k] ?? v]);
	r = await send(c, f, 'check', fill);
	assert.equal(r.status, 200);
	assert.match(words(r.text), /Население — до 20 000 человек/);
	assert.match(words(r.text), /Станет не подходить, было неизвестно: \d+ .*Кинешма \(Ивановская область\)/);
	f = fieldsOf(r.text);
	r = await send(c, f, 'save');
	assert.equal(r.status, 303);
	const shown = words((await c.get(`/navigator/${OURS}`)).text);
	assert.match(shown, /Население — до 20 000 человек/);
	assert.match(shown, /Что изменилось в записи .*Условия\s?: Население — до 20 000 человек/);
	/* the old form knows nothing of it */
	r = await send(c, f, 'save');
	assert.ok([303, 422].includes(r.status));
	r = await send(c, f, 'save', all => all.map(([k, v]) => [k, k === 'seen' ? '0' : v]).filter(([k]) => !k.replace('[]', '').endsWith(`-${id}`))
		.filter(([k, v]) => !(k === 'row[]' && v === id)));
	assert.equal(r.status, 422);
	assert.match(r.text, /изменил кто-то другой/);
	/* and back again */
	f = fieldsOf((await c.get(RULE)).text);
	r = await send(c, f, `remove:${f.filter(([k]) => k === 'row[]').at(-1)[1]}`);
	assert.equal((await send(c, fieldsOf(r.text), 'save')).status, 303);
	/* with several servers guests may see the old page for a second */
	const gone = async () => !/до 20 000/.test(words(part((await site.client().get(`/navigator/${OURS}`)).text, 'fit')));
	for (let i = 0; i < 30 && !await gone(); i++)
		await sleep(100);
	assert.ok(await gone(), 'the condition is off the page');
});

test('the rule: groups, moves, fields changed at once; nothing hostile breaks it', async () => {
	const c = await signIn(site, 'curator@veche.demo');
	const keep = fieldsOf((await c.get(RULE)).text).filter(([k]) => k === 'csrf' || k === 'seen');
	const leaf = (id, parent, field, op, value) => [['row[]', id], [`parent-${id}`, parent], [`kind-${id}`, 'leaf'], [`field-${id}`, field],
		[`op-${id}`, op], [`value-${id}`, value]];
	const group = [['row[]', '1'], ['parent-1', '0'], ['kind-1', 'any'], ...leaf('2', '1', 'status', 'has', 'моногород'),
		...leaf('3', '0', 'has_general_plan', 'eq', 'да')];
	let r = await send(c, [...keep, ...group], 'indent:3');
	assert.equal(fieldsOf(r.text).find(([k]) => k === 'parent-3')[1], '1');
	r = await send(c, fieldsOf(r.text), 'outdent:2');
	assert.equal(fieldsOf(r.text).find(([k]) => k === 'parent-2')[1], '0');
	r = await send(c, [...keep, ...group], 'check');
	assert.match(words(r.text), /Хотя бы одно из: Статус — моногород/);
	assert.deepEqual(await validate(r.text, 'the rule checked'), []);
	/* ticks of another field are not taken for this one */
	r = await send(c, [...keep, ['row[]', '1'], ['kind-1', 'leaf'], ['was-1', 'status'], ['field-1', 'kind'], ['op-1', 'in'], ['opt-1[]', 'monotown']], 'check');
	assert.equal(r.status, 422);
	for (const [what, extra] of [['up:999999999999', []], ['add_any:-5', []], ['', []], ['save:1', []], ['remove', []],
		['check', [['row[]', '-1'], ['row[]', 'x'], ['row[]', '99999']]], ['check', [['row[]', '1'], ['row[]', '1'], ['parent-1', '1'], ['kind-1', 'all']]],
		['check', leaf('1', '0', 'territory', 'within', '99999999')], ['check', leaf('1', '0', 'population', 'le', '9'.repeat(40))]]) {
		r = await send(c, [...keep, ...extra], what);
		assert.ok([200, 422].includes(r.status), `${what}: ${r.status}`);
	}
	const many = Array.from({ length: 300 }, (_, i) => [['row[]', i + 1], [`kind-${i + 1}`, 'leaf']]).flat();
	assert.equal((await send(c, [...keep, ...many], 'check')).status, 422);
	assert.equal((await c.post(RULE, [['do', 'save']], { follow: false })).status, 403, 'no token');
	const muni = await signIn(site, 'muni@veche.demo');
	assert.equal((await muni.get(RULE)).status, 403);
	assert.equal((await muni.post(RULE, [['csrf', csrfOf((await muni.get('/account')).text)], ['do', 'save']], { follow: false })).status, 403);
});

test('the command line says the same as the pages', async () => {
	const match = async (...args) => {
		const r = await run(BIN, ['match', '--db', site.db, ...args]);
		assert.equal(r.status, 0, r.err);
		return r.out;
	};
	const all = JSON.parse(await match('--oktmo', PLACE, '--json'));
	assert.equal(all.oktmo, PLACE);
	assert.equal(all.became, undefined);
	assert.equal(all.measures.length, MEASURES.length);
	assert.match(all.generated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
	const rank = { yes: 2, unknown: 1, no: 0 };
	for (const [i, m] of all.measures.entries()) {
		assert.ok(m.reasons.length > 0 && m.met <= m.total && m.score >= 0 && m.score <= 1000, m.key);
		assert.ok(m.verdict === 'unknown' ? m.missing.length > 0 : m.missing.length === 0, m.key);
		assert.match(m.closes ?? '2026-01-01', /^\d{4}-\d\d-\d\d$/);
		if (i > 0)
			assert.ok(rank[m.verdict] <= rank[all.measures[i - 1].verdict], 'sure ones first');
	}
	const one = all.measures.find(m => m.key === THEIRS);
	assert.equal(one.verdict, 'no');
	assert.match(one.reasons[0], /Мера действует в другом месте: Ставропольский край/);
	for (const m of all.measures.filter((_, i) => i % 9 === 0)) {
		const fit = words(part((await site.http.get(`/navigator/${m.key}?place=${PLACE}`)).text, 'fit'));
		assert.match(fit, { yes: /Подходит\. /, unknown: /Пока неизвестно/, no: /Нет: |Не подходит\./ }[m.verdict], m.key);
		assert.match(fit, new RegExp(`Место в списке: ${m.score} из 1000`), m.key);
	}
	const former = JSON.parse(await match('--oktmo', FORMER, '--json'));
	assert.deepEqual(former.became.map(x => x.oktmo), [BECAME]);
	const text = await match('--oktmo', PLACE);
	assert.match(text, /^Тейково, городской округ/);
	assert.match(text, /\nДА: \d+\n[^]*\nНЕИЗВЕСТНО: \d+\n[^]*\nНЕТ: \d+\n/);
	assert.equal((await run(BIN, ['match', '--db', site.db, '--oktmo', '99999999'])).status, 1);
	assert.equal((await run(BIN, ['match', '--db', site.db, '--oktmo', PLACE, '--applicant', 'king'])).status, 2);
});

test('pages in Chromium', async () => {
	await checkPage(await b.once(`${site.base}/navigator/${FEDERAL}?place=${PLACE}`));
	await checkPage(await b.once(`${site.base}/navigator/${OURS}`));
	await checkPage(await b.once(`${site.base}/navigator/${FEDERAL}/fits`));
	const c = await signIn(site, 'curator@veche.demo');
	await checkPage(await b.once(`${site.base}${RULE}`, { context: contextOf(c) }));
});

test('the rule is edited without script, by its buttons', async () => {
	const c = await signIn(site, 'curator@veche.demo');
	const page = await b.open(`${site.base}${RULE}`, { script: false, context: contextOf(c) });
	const press = at => Promise.all([page.waitForNavigation({ waitUntil: 'load' }), at.click()]);	// a whole page, not half of one
	const before = await page.locator('.v-rules__row').count();
	await press(page.locator('fieldset#f-rule > button', { hasText: 'Добавить условие' }));
	assert.equal(await page.locator('.v-rules__row').count(), before + 1);
	const row = page.locator('.v-rules__row').last();
	await row.locator('select').first().selectOption('has_landfill');
	await press(page.locator('button', { hasText: 'Показать значения' }));
	await page.locator('.v-rules__row').last().locator('select').nth(2).selectOption('нет');
	await page.locator('.v-rules__row').last().locator('select').nth(1).selectOption('eq');
	await press(page.locator('.v-actions button', { hasText: 'Проверить' }));
	assert.match(await page.textContent('#preview'), /Полигон отходов\s—\sнет/);
});
