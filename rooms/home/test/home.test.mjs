// The first page, the desk, search, the portal's own pages, what robots and watchmen ask.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MEASURES, municipalities, places, signIn, sql } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site;
before(async () => { site = await start({ demo: true }); });
after(async () => { await site?.stop(); });

const at = code => { const c = site.client(); if (code) c.jar.set('veche_place', code); return c; };
const search = (q, more = '', c = site.http) => c.get(`/search?q=${encodeURIComponent(q)}${more}`);
const count = text => Number(text.match(/Найдено: (?:больше )?([\d\u00a0]+)/)?.[1].replace(/\u00a0/g, '') ?? 0);
const hits = text => [...text.matchAll(/<h2 class="v-item__title"><a href="([^"]+)">(.*?)<\/a>/g)].map(m => ({ url: m[1], title: m[2].replace(/<[^>]+>/g, '') }));

test('the first page: search, terms, map with its list, choice of a municipality', async () => {
	const r = await site.client().get('/');
	assert.equal(r.status, 200);
	assert.match(r.text, /action="\/search"/);
	assert.match(r.text, /<form action="\/places"/);
	assert.match(r.text, /<svg class="v-map"/);
	const regions = [...places().values()].filter(p => p.kind === 'region' && !p.valid_to);
	for (const p of regions) {
		assert.ok(r.text.includes(`<a href="/places/${p.code}">${p.name}</a>`), `${p.name} in the list`);
		assert.ok(r.text.includes(`<title>${p.name}</title>`), `${p.name} on the map`);
	}
	assert.ok(r.text.includes(String(municipalities().length).replace(/(\d)(?=(\d{3})+$)/g, '$1\u00a0')), 'how many municipalities');
	assert.match(r.text, /Приём заявок заканчивается/);
	assert.match(r.text, /href="\/navigator\/[^"]+"/);
	assert.doesNotMatch(r.text, /name="csrf"/, 'one page for all guests');
});

test('the first page is one for all guests and not for those who chose', async () => {
	const a = await site.client().get('/'), b = await site.client().get('/');
	assert.equal(a.headers.etag, b.headers.etag);
	assert.equal(a.headers['set-cookie'], undefined);
	const again = await site.client().get('/', { headers: { 'if-none-match': a.headers.etag } });
	assert.equal(again.status, 304);
	const mine = await at('24707000').get('/');
	assert.match(mine.text, /<h1>Рабочий стол<\/h1>/);
	assert.notEqual(mine.headers.etag, a.headers.etag);
});

test('the desk of a municipality: what fits, what closes, what is not known', async () => {
	const r = await at('24707000').get('/');
	assert.equal(r.status, 200);
	for (const words of ['Городской округ Тейково', 'Ивановская область', 'Подходит вам', 'Скоро закроется', 'Решат данные паспорта'])
		assert.ok(r.text.includes(words), words);
	assert.match(r.text, /href="\/navigator\?place=24707000&amp;verdict=yes"/);
	assert.doesNotMatch(r.text, /\/places\/24707000\/passport/, 'a guest may not fill the passport');
});

test('its administrator is led to the passport, a neighbour’s is not', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const r = await c.get('/');
	assert.match(r.text, /Чего не хватает в паспорте/);
	assert.match(r.text, /href="\/places\/24707000\/passport"/);
	c.jar.set('veche_place', '01539000');
	assert.doesNotMatch((await c.get('/')).text, /\/places\/01539000\/passport/);
});

test('a region on the desk asks for a municipality; nothing chosen too', async () => {
	const r = await at('24000000').get('/');
	assert.equal(r.status, 200);
	assert.match(r.text, /Меры подбираются муниципалитету/);
	const c = await signIn(site, 'region@veche.demo');
	c.jar.delete('veche_place');
	const s = await c.get('/');
	assert.match(s.text, /С каким муниципалитетом работаем\?/);
	assert.match(s.text, /Мои территории[^]*Ивановская область/);
});

test('a municipality that never was is as if none was chosen', async () => {
	for (const code of ['99999999', '%00', 'x'.repeat(500), '../..']) {
		const r = await at(code).get('/');
		assert.equal(r.status, 200, code);
		assert.doesNotMatch(r.text, /<h1>Рабочий стол/, code);
	}
});

test('search finds territories by name in any case and by code', async () => {
	for (const q of ['Тейково', 'тейково', 'в Тейкове', '24707000'])
		assert.ok(hits((await search(q)).text).some(h => h.url === '/places/24707000'), q);
});

test('search finds measures, marks the words, counts kinds', async () => {
	const r = await search('благоустройство');
	assert.equal(r.status, 200);
	assert.match(r.text, /<mark>/);
	const all = count(r.text);
	assert.ok(all > 0);
	const tab = r.text.match(/href="(\/search\?q=[^"]*kind=measure)">[^<]*<span class="v-tabs__n">([\d\u00a0]+)</);
	assert.ok(tab, 'a tab of measures');
	const only = await site.http.get(tab[1].replaceAll('&amp;', '&'));
	assert.equal(count(only.text), Number(tab[2].replace(/\u00a0/g, '')));
	assert.ok(hits(only.text).every(h => h.url.startsWith('/navigator/')));
});

test('every measure of the demonstration is found by its title', async () => {
	for (const m of MEASURES.slice(0, 25))
		assert.ok(hits((await search(m.title, '&kind=measure')).text).some(h => h.url === `/navigator/${m.key}`), m.title);
});

test('a misspelling is mended, said, and can be refused', async () => {
	const r = await search('Тейкаво');
	assert.match(r.text, /Показано найденное по запросу «тейково»/);
	assert.ok(hits(r.text).some(h => h.url === '/places/24707000'));
	const exact = await search('Тейкаво', '&exact=1');
	assert.equal(hits(exact.text).length, 0);
	assert.match(exact.text, /Искать и похожие слова/);
});

test('pages follow each other without holes', async () => {
	const seen = new Set();
	let next = '/search?q=%D1%80%D0%B0%D0%B9%D0%BE%D0%BD', first;
	for (let i = 0; i < 5; i++) {
		const r = await site.http.get(next);
		first ??= count(r.text);
		for (const h of hits(r.text)) {
			assert.ok(!seen.has(h.url), `${h.url} twice`);
			seen.add(h.url);
		}
		next = r.text.match(/rel="next" href="([^"]+)"/)[1].replaceAll('&amp;', '&');
	}
	assert.equal(seen.size, 100);
	assert.ok(first > 1000);
});

test('odd questions get a page, never a fault', async () => {
	for (const url of ['/search', '/search?q=', '/search?q=%20%20', '/search?q=%2D%2D', '/search?q=%22', '/search?q=%FF%FE', '/search?q=%00',
		'/search?q=AND+OR+NOT', '/search?q=%2A', '/search?q=a&kind=nothing', '/search?q=a&page=0', '/search?q=a&page=-1', '/search?q=a&page=99999999999999999999',
		'/search?q=%D1%80%D0%B0%D0%B9%D0%BE%D0%BD&page=50', `/search?q=${'%D1%8A'.repeat(1000)}`, '/search?q=%3Cscript%3Ealert(1)%3C/script%3E', "/search?q=';drop table entry--"]) {
		const r = await site.http.get(url.replaceAll(' ', '%20'));
		assert.equal(r.status, 200, url);
		assert.doesNotMatch(r.text, /<script>alert/, url);
	}
	assert.match((await search('ъъъъыыы')).text, /По запросу «ъъъъыыы» ничего нет/);
});

test('the portal’s own pages are there and lead to what they promise', async () => {
	const links = new Set();
	for (const path of ['/about', '/help', '/accessibility', '/privacy']) {
		const r = await site.http.get(path);
		assert.equal(r.status, 200, path);
		assert.equal(r.text.match(/<h1/g).length, 1, path);
		for (const [, href] of r.text.matchAll(/href="(\/[^"#]*)/g))
			if (!href.startsWith('/a/'))
				links.add(href.replaceAll('&amp;', '&'));
		for (const [, id] of r.text.matchAll(/href="#([^"]+)"/g))
			assert.ok(r.text.includes(`id="${id}"`), `${path}#${id}`);
	}
	const front = (await site.http.get('/')).text, help = (await site.http.get('/help')).text;
	for (const [, id] of front.matchAll(/href="\/help#([^"]+)"/g))
		assert.ok(help.includes(`id="${id}"`), `/help#${id}`);
	for (const href of links)
		assert.ok((await site.http.get(href)).status < 400, href);
	assert.match((await site.http.get('/about')).text, /CC BY-SA 4\.0/);
});

test('the sitemap lists what everybody may read, in files of at most 50 000', async () => {
	const index = await site.http.get('/sitemap.xml');
	assert.match(index.headers['content-type'], /^application\/xml/);
	const files = [...index.text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(m => m[1]);
	assert.ok(files.length >= 2);
	const urls = [];
	for (const f of files) {
		const r = await site.http.get(f);
		assert.equal(r.status, 200, f);
		const here = [...r.text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(m => m[1]);
		assert.ok(here.length > 0 && here.length <= 50_000);
		urls.push(...here);
	}
	const [[n]] = await sql(site.db, 'select count(*) from entry where state = 1 and see = 0');
	assert.equal(urls.filter(u => !/\/(about|help|accessibility|privacy|navigator|places)?$/.test(u.slice(site.base.length))).length, Number(n));
	assert.equal(new Set(urls).size, urls.length);
	assert.ok(urls.every(u => u.startsWith(`${site.base}/`)));
	assert.ok(urls.includes(`${site.base}/places/24707000`));
	for (const bad of ['999', '-1', 'x', '99999999999999999999'])
		assert.equal((await site.http.get(`/sitemap.xml?file=${bad}`)).status, 404, bad);
});

test('robots, the watchman and the browser’s icon', async () => {
	const robots = await site.http.get('/robots.txt');
	assert.match(robots.text, new RegExp(`^Sitemap: ${site.base}/sitemap.xml$`, 'm'));
	const health = await site.http.get('/health');
	assert.equal(health.status, 200);
	assert.equal(health.text, 'ok\n');
	assert.match(health.headers['cache-control'], /no-store/);
	const icon = await site.http.get('/favicon.ico', { follow: true });
	assert.equal(icon.status, 200);
	assert.match(icon.headers['content-type'], /svg/);
});
