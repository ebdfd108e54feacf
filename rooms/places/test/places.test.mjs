// Territories as people meet them: found, read, chosen, filled in; and a former one says what it became.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPage, launch } from '../../../tests/harness/browser.mjs';
import { OTHER_PLACE, PLACE, REGION, csv, municipalities, places, signIn, tokenOf } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

const FORMER = '01612000', BECAME = '01512000';
let site;
before(async () => { site = await start({ demo: true }); });
after(async () => { await site?.stop(); });

/* PostgreSQL's readers look at most once a second whether something has changed. */
async function soon(what, ms = 3000) {
	for (const until = Date.now() + ms; ; await sleep(100)) {
		try {
			return await what();
		} catch (e) {
			if (Date.now() > until)
				throw e;
		}
	}
}
const find = (c, q) => c.get(`/places?q=${encodeURIComponent(q)}`);
const hits = html => [...html.matchAll(/<th scope="row"><a href="\/places\/([^"]+)">/g)].map(m => m[1]);

test('the list has every region, on the map and in the table', async () => {
	const r = await site.http.get('/places');
	assert.equal(r.status, 200);
	const regions = [...places().values()].filter(p => p.kind === 'region');
	for (const p of regions) {
		assert.match(r.text, new RegExp(`<a href="/places/${p.code}" aria-label=`), `${p.name} on the map`);
		assert.match(r.text, new RegExp(`<th scope="row"><a href="/places/${p.code}">`), `${p.name} in the table`);
	}
});

test('a name in any case form, a beginning, a code, with and without ё', async () => {
	for (const [q, code] of [['в Тейкове', PLACE], ['Тейково', PLACE], ['тейковом', PLACE], ['24 707 000', PLACE], ['24707', PLACE],
		['24707000000', PLACE], ['Невинномысска', '07724000'], ['Невинном', '07724000'], ['Орёл', '54701000'], ['орел', '54701000'],
		['Ивановской области', REGION]]) {
		const r = await find(site.http, q);
		assert.equal(r.status, 200);
		assert.equal(hits(r.text)[0], code, q);
		assert.doesNotMatch(r.text, /Возможно, вы искали/, q);
	}
});

test('a slip is mended and said; nonsense finds nothing and says what to do', async () => {
	const r = await find(site.http, 'Невиномысск');
	assert.equal(hits(r.text)[0], '07724000');
	assert.match(r.text, /Возможно, вы искали/);
	const none = await find(site.http, 'ыъыъыъ');
	assert.equal(none.status, 200);
	assert.match(none.text, /территорий нет/);
	for (const q of ['', '%', "'; DROP TABLE x --", '<b>', 'x'.repeat(300), '1'.repeat(40)])
		assert.equal((await find(site.http, q)).status, 200, q);
	assert.doesNotMatch((await find(site.http, '<b>жирный')).text, /<b>жирный/);
});

test('suggestions are options with codes', async () => {
	const r = await site.http.get(`/places/suggest?q=${encodeURIComponent('Тейк')}`);
	assert.equal(r.status, 200);
	assert.match(r.text, new RegExp(`role="option" data-id="${PLACE}"`));
	assert.doesNotMatch(r.text, /<html/);
	const all = await site.http.get(`/places/suggest/all?q=${encodeURIComponent('Ивановская область')}`);
	assert.match(all.text, new RegExp(`data-id="${REGION}"`));
});

test('a town: passport with sources, towns like ours, neighbours, map', async () => {
	const r = await site.http.get(`/places/${PLACE}`);
	assert.equal(r.status, 200);
	assert.match(r.text, /<h1>Городской округ Тейково<\/h1>/);
	assert.match(r.text, /30\u00a0506/);
	assert.match(r.text, /Росстат/);
	assert.match(r.text, /нет данных/);
	assert.match(r.text, /Кохма/);
	assert.match(r.text, /Как считается сходство/);
	assert.match(r.text, /<circle /);
	assert.match(r.text, new RegExp(`href="/navigator\\?place=${PLACE}"`));
});

test('a code written otherwise leads to the address; an unknown one is 404 with guesses', async () => {
	for (const code of ['24707', '24707000000', '24%20707%20000']) {
		const r = await site.http.get(`/places/${code}`);
		assert.equal(r.status, 301, code);
		assert.equal(r.headers.location, `/places/${PLACE}`);
	}
	const r = await site.http.get('/places/24799000');
	assert.equal(r.status, 404);
	assert.match(r.text, /Такой территории нет/);
	assert.ok(hits(r.text).length > 0, 'guesses');
});

test('a former territory still resolves and says what it became', async () => {
	const r = await site.http.get(`/places/${FORMER}`);
	assert.equal(r.status, 200);
	assert.match(r.text, /Упразднён в 2022 году/);
	assert.match(r.text, new RegExp(`Сейчас — <a href="/places/${BECAME}">`));
	const now = await site.http.get(`/places/${BECAME}`);
	assert.match(now.text, new RegExp(`href="/places/${FORMER}"`), 'its history names it');
});

test('a region lists its municipalities, sorted and by pages', async () => {
	const r = await site.http.get(`/places/${REGION}?sort=population`);
	const codes = hits(r.text);
	const expected = municipalities().filter(p => p.parent === REGION);
	assert.equal(codes.length, expected.length);
	const people = codes.map(c => +places().get(c).population);
	assert.deepEqual(people, [...people].sort((a, b) => b - a));
	const big = await site.http.get('/places/45000000');
	assert.equal(hits(big.text).length, 50);
	const second = big.text.match(/href="([^"]+)" rel="next"/)[1].replaceAll('&amp;', '&');
	const more = await site.http.get(second.replace(/#.*/, ''));
	assert.equal(hits(more.text).filter(c => hits(big.text).includes(c)).length, 0);
	for (const bad of ['page=-1', 'page=99999999999999999999', 'page=7777', 'sort=<', 'former=2'])
		assert.equal((await site.http.get(`/places/${REGION}?${bad}`)).status, 200, bad);
});

test('exports hold every municipality and can be loaded again', async () => {
	const r = await site.http.get('/places.csv');
	assert.match(r.headers['content-type'], /^text\/csv/);
	assert.match(r.headers['content-disposition'], /attachment/);
	const rows = csv(r.text);
	assert.equal(rows.filter(x => !x.valid_to).length, municipalities().length);
	const t = rows.find(x => x.code === PLACE);
	assert.deepEqual([t.name, t.region, t.population], ['городской округ Тейково', 'Ивановская область', '30506']);
	const below = csv((await site.http.get(`/places/${REGION}/children.csv`)).text);
	assert.ok(below.some(x => x.code === PLACE));
});

test('my municipality is chosen for a year and forgotten again', async () => {
	const c = site.client(), headers = { origin: site.base, 'sec-fetch-site': 'same-origin' };
	let r = await c.post(`/places/${PLACE}/mine`, {}, { headers });
	assert.equal(r.status, 303);
	assert.equal(c.jar.get('veche_place'), PLACE);
	assert.match((await c.get(`/places/${PLACE}`)).text, /Ваш муниципалитет/);
	assert.match((await c.get('/places')).text, /Ваш муниципалитет:/);
	r = await c.post('/places/forget', {}, { headers });
	assert.equal(r.status, 303);
	assert.doesNotMatch((await c.get(`/places/${PLACE}`)).text, /Ваш муниципалитет</);
	const away = await c.post(`/places/${PLACE}/mine`, { back: '//evil.example' }, { headers });
	assert.equal(away.headers.location, '/');
	assert.equal((await c.post(`/places/${REGION}/mine`, {}, { headers })).status, 404, 'a region is not a choice');
	const foreign = await site.client().post(`/places/${PLACE}/mine`, {},
		{ headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
	assert.equal(foreign.status, 403);
});

test('the passport: its administrator fills it, it is kept, shown, and its history told', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const page = await c.get(`/places/${PLACE}/passport`);
	assert.equal(page.status, 200);
	const token = await tokenOf(c), post = more => c.post(`/places/${PLACE}/passport`, { csrf: token, ...more });
	let r = await post({ budget_income: 'много', own_income_share: '131', own_income_share_year: '1800' });
	assert.equal(r.status, 422);
	for (const field of ['budget_income', 'own_income_share', 'own_income_share_year'])
		assert.match(r.text, new RegExp(`href="#f-${field}"`), field);
	assert.match(r.text, /value="много"/, 'what was typed is still there');
	r = await post({ budget_income: '1,2 млрд', budget_income_year: '2025', budget_income_source: 'отчёт <округа>',
		has_general_plan: 'да', 'programs[]': 'fkgs' });
	assert.equal(r.status, 303);
	await soon(async () => {
		const town = (await c.get(`/places/${PLACE}`)).text;
		assert.match(town, /1\u00a0200\u00a0000\u00a0000/);
		assert.match(town, /отчёт &lt;округа&gt;/);
		assert.match(town, /комфортной городской среды/);
	});
	const history = (await c.get(`/places/${PLACE}/passport`)).text;
	assert.match(history, /<td data-th="Поле">Доходы бюджета<\/td>/);
	r = await post({ budget_income: '' });	// everything else is empty too: cleared
	assert.equal(r.status, 303);
	await soon(async () => assert.doesNotMatch((await site.client().get(`/places/${PLACE}`)).text, /1\u00a0200\u00a0000\u00a0000/));
});

test('nobody fills a neighbour\'s passport; a role on the region reaches down', async () => {
	const muni = await signIn(site, 'muni@veche.demo'), region = await signIn(site, 'region@veche.demo');
	const worker = await signIn(site, 'specialist@veche.demo');
	assert.equal((await muni.get(`/places/${OTHER_PLACE}/passport`)).status, 403);
	assert.equal((await worker.get(`/places/${PLACE}/passport`)).status, 403);
	assert.equal((await region.get(`/places/${PLACE}/passport`)).status, 200);
	assert.equal((await region.get(`/places/${OTHER_PLACE}/passport`)).status, 403);
	assert.equal((await site.client().get(`/places/${PLACE}/passport`)).status, 303, 'a guest is asked to sign in');
	const token = await tokenOf(muni);
	assert.equal((await muni.post(`/places/${OTHER_PLACE}/passport`, { csrf: token, budget_income: '1' })).status, 403);
	assert.equal((await muni.post(`/places/${PLACE}/passport`, { budget_income: '1' })).status, 403, 'no token');
});

test('every page stands axe, html-validate, narrow screens and the keyboard', async () => {
	const b = await launch();
	try {
		for (const path of ['/places', '/places?q=%D0%9D%D0%B5%D0%B2%D0%B8%D0%BD%D0%BE%D0%BC%D1%8B%D1%81%D1%81%D0%BA', `/places/${PLACE}`,
			`/places/${FORMER}`, `/places/${REGION}`, '/places/RU']) {
			await checkPage(await b.once(site.base + path));
		}
		const c = await signIn(site, 'muni@veche.demo');
		const page = await b.open(site.base + '/places');
		await page.context().addCookies([{ name: 'veche_sid', value: c.jar.get('veche_sid'), url: site.base }]);
		page.answer = await page.goto(`${site.base}/places/${PLACE}/passport`);
		await checkPage(page);
	} finally {
		await b.close();
	}
});

test('without a mouse: suggestions by arrows and Enter', async () => {
	const b = await launch();
	try {
		const page = await b.open(site.base + '/places');
		await page.fill('#place-q', 'тейко');
		await page.waitForSelector('#place-q-list [role=option]');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		await page.waitForURL(`**/places/${PLACE}`);
	} finally {
		await b.close();
	}
});
