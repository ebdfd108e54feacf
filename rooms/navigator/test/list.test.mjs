// The list of measures as people use it: words, facets with honest counts, addresses, files, feeds, no dead ends.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPage, launch } from '../../../tests/harness/browser.mjs';
import { MEASURES, PLACE, REGION, csv, signIn } from '../../../tests/harness/demo.mjs';
import { BIN, run, start } from '../../../tests/harness/server.mjs';

let site;
before(async () => { site = await start({ demo: true }); });
after(async () => { await site?.stop(); });

const list = async (query = '') => {
	const r = await site.http.get('/navigator' + (query && `?${query}`));
	assert.equal(r.status, 200, query);
	return r.text;
};
const q = words => `q=${encodeURIComponent(words)}`;
const total = html => +(html.match(/Найдено: ([\d\u00a0]+)\u00a0мер/)?.[1].replace(/\u00a0/g, '') ?? 0);
const titles = html => [...html.matchAll(/<h3 class="v-item__title"><a href="\/navigator\/([^"]+)">/g)].map(m => m[1]);
/* { name: { value: { n, on, off } } } of the checkboxes. */
function facets(html) {
	const all = {};
	for (const [, name, value, rest, n] of html.matchAll(/<input class="form-check-input" type="checkbox" name="([^"]+)\[\]" value="([^"]+)"([^>]*)>.*?<span class="v-facet__n">(\d+)<\/span>/gs))
		(all[name] ??= {})[value] = { n: +n, on: / checked/.test(rest), off: / disabled/.test(rest) };
	return all;
}

test('every measure is in the list, page after page, each once', async () => {
	const seen = [];
	for (let page = 1, html; page < 20; page++) {
		html = await list(page > 1 ? `page=${page}` : '');
		assert.equal(total(html), MEASURES.length);
		seen.push(...titles(html));
		if (!/rel="next"/.test(html))
			break;
	}
	assert.deepEqual([...seen].sort(), MEASURES.map(m => m.key).sort());
});

test('the count beside a value is what a click gives, whatever else is chosen', async () => {
	for (const chosen of ['', 'level=federal', 'level=regional&status=open', `place=${PLACE}`, q('благоустройство'),
		`region=${REGION}&money=subsidy`, 'applicant=tos&topic=improvement']) {
		const all = facets(await list(chosen));
		for (const [name, values] of Object.entries(all)) {
			if (new URLSearchParams(chosen).has(name))
				continue;
			const [value, v] = Object.entries(values).find(([, o]) => o.n > 0) ?? [];
			if (value === undefined)
				continue;
			assert.equal(total(await list(`${chosen}&${name}=${value}`)), v.n, `${chosen} ${name}=${value}`);
		}
	}
});

test('a value that gives nothing stays in sight, shut; a chosen one stays open', async () => {
	const html = await list('level=municipal&money=guarantee');
	const all = facets(html);
	assert.equal(total(html), 0);
	assert.ok(all.level.municipal.on && !all.level.municipal.off);
	assert.ok(all.money.guarantee.on && !all.money.guarantee.off);
	assert.ok(Object.values(all.money).some(o => o.n === 0 && o.off));
});

test('an empty list says what to take off and how much that gives', async () => {
	const html = await list(`level=municipal&money=guarantee&${q('мост')}`);
	assert.match(html, /По запросу «мост» с этими фильтрами мер нет/);
	assert.match(html, /value="мост"/, 'the query is kept');
	const advice = (await list('level=municipal&money=guarantee')).match(/<ul class="v-advice">.*?<\/ul>/s)?.[0] ?? '';
	const steps = [...advice.matchAll(/<a href="([^"]+)">[^<]+<\/a><span class="v-advice__n">(\d+)/g)];
	assert.ok(steps.length > 0, 'something can be taken off');
	for (const [, href, n] of steps) {
		const r = await site.http.get(href.replace(/&amp;/g, '&'));
		assert.equal(total(r.text), +n, href);
		assert.ok(+n > 0);
	}
});

test('words: forms, typos, synonyms, abbreviations; the words found are marked', async () => {
	for (const words of ['благоустройство', 'благоустройства', 'ФКГС', 'тос', 'ППМИ', 'жкх', 'благаустройство'])
		assert.ok(total(await list(q(words))) > 0, words);
	const html = await list(q('благоустройство'));
	assert.match(html, /<mark>/);
	assert.match(await list(q('ФКГС')), /Ищем также: .*Только точные слова/s);
	assert.ok(total(await list(`${q('ФКГС')}&exact=1`)) <= total(await list(q('ФКГС'))));
	assert.match(await list(q('???')), /нет слов для поиска/);
	assert.doesNotMatch(await list(q('<b>мост')), /<b>мост/);
});

test('orders: by deadline, by sum, newest; by fit only for somebody', async () => {
	const sum = key => { const m = MEASURES.find(x => x.key === key); return m.amount_max ?? m.amount_min ?? 0; };
	const by = titles(await list('sort=amount'));
	for (let i = 1; i < by.length; i++)
		assert.ok(sum(by[i - 1]) >= sum(by[i]), `${by[i - 1]} before ${by[i]}`);
	assert.doesNotMatch(await list(), /value="fit"/);
	assert.match(await list(`place=${PLACE}`), /<option value="fit" selected>/);
	assert.match(await list(`place=${PLACE}&${q('двор')}`), /<option value="relevance" selected>/);
	assert.match(await list('sort=fit'), /<option value="deadline" selected>/);
});

test('a municipality: verdicts with reasons; a regional measure works below its region and not elsewhere', async () => {
	const html = await list(`place=${PLACE}`);
	assert.match(html, /class="v-(yes|unk|no)"/);
	const v = facets(html).verdict;
	assert.equal(v.yes.n + v.unknown.n + v.no.n, total(html));
	for (const word of ['yes', 'unknown', 'no'])
		assert.equal(total(await list(`place=${PLACE}&verdict=${word}`)), v[word].n, word);
	const here = MEASURES.filter(m => m.territories?.includes(REGION)).map(m => m.key);
	const there = MEASURES.filter(m => m.territories?.length && m.territories.every(t => /^\d/.test(t) && !t.startsWith('24'))).map(m => m.key);
	const seen = new Set();
	for (let page = 1; page < 10; page++)
		for (const key of titles(await list(`place=${PLACE}&page=${page}`)))
			seen.add(key);
	for (const key of here)
		assert.ok(seen.has(key), `${key} works in its region's town`);
	for (const key of there)
		assert.ok(!seen.has(key), `${key} is another region's`);
	assert.match(await list(), /Укажите муниципалитет/);
});

test('a signed reader sees their own municipality, and can look without it', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const own = await c.get('/navigator');
	assert.match(own.text, /Меры поддержки и конкурсы: [^.]*Тейково/);
	assert.equal(total((await c.get('/navigator?place=-')).text), MEASURES.length);
});

test('odd addresses are read as far as they make sense', async () => {
	for (const odd of ['page=0', 'page=99999999999', 'page=x', 'level=x&topic=y&backer=z&region=1&place=qq&as=nobody', 'sort=',
		'level[]=federal', 'level=federal&level=federal', q('x'.repeat(5000)), 'q=%FF%FE', `${'topic=improvement&'.repeat(100)}`])
		await list(odd);
	assert.equal(total(await list('level[]=federal')), total(await list('level=federal')));
	const last = await list('page=9999');
	assert.ok(titles(last).length > 0, 'a page that is not there is the last one');
});

test('search engines are asked to read the list, not its filters', async () => {
	assert.doesNotMatch(await list(), /noindex/);
	assert.match(await list('level=federal'), /noindex/);
	assert.match(await list(), /<link rel="canonical" href="http:\/\/[^"]+\/navigator">/);
});

test('a part for scripts is the same list without the frame', async () => {
	const r = await site.http.get('/navigator?level=federal', { headers: { 'HX-Request': 'true' } });
	assert.equal(r.status, 200);
	assert.doesNotMatch(r.text, /<html/);
	for (const id of ['results', 'facets', 'keep'])
		assert.match(r.text, new RegExp(`<div id="${id}"`));
});

test('CSV goes out and comes back the same', async () => {
	const r = await site.http.get('/navigator.csv?level=federal');
	assert.match(r.headers['content-type'], /^text\/csv/);
	assert.match(r.headers['content-disposition'], /filename="[a-z0-9-]+\.csv"/);
	assert.ok(r.text.startsWith('\uFEFF'));
	const rows = csv(r.text);
	assert.deepEqual(rows.map(x => x.key).sort(), MEASURES.filter(m => m.level === 'federal').map(m => m.key).sort());
	for (const x of rows)
		assert.doesNotThrow(() => JSON.parse(x.eligibility), x.key);
	assert.ok('verdict' in csv((await site.http.get(`/navigator.csv?place=${PLACE}`)).text)[0]);
	const all = await site.http.get('/navigator.csv');
	const file = join(site.dir, 'all.csv');
	writeFileSync(file, all.text);
	const back = JSON.parse((await run(BIN, ['import', 'measures', file, '--db', site.db, '--json', '--dry-run'])).out);
	assert.deepEqual([back.read, back.same, back.bad], [MEASURES.length, MEASURES.length, 0]);
});

test('XLSX, Atom and calendar of any filter', async () => {
	const x = await site.http.get(`/navigator.xlsx?place=${PLACE}`);
	assert.equal(x.body.subarray(0, 2).toString(), 'PK');
	await sleep(1100);	// the second in which it was made is not a part of it
	assert.equal((await site.http.get(`/navigator.xlsx?place=${PLACE}`)).headers.etag, x.headers.etag);
	const a = await site.http.get('/navigator.atom?level=regional');
	assert.match(a.headers['content-type'], /^application\/atom\+xml/);
	assert.equal(a.text.match(/<entry>/g).length, Math.min(50, MEASURES.filter(m => m.level === 'regional').length));
	assert.match(a.text, /<id>tag:[^,]+,2026:navigator\//);
	const i = await site.http.get('/navigator.ics?level=regional&status=open');
	assert.match(i.headers['content-type'], /^text\/calendar/);
	assert.equal(i.text.match(/BEGIN:VEVENT/g).length, total(await list('level=regional&status=open')));
	assert.match(i.text, /DTSTART;VALUE=DATE:\d{8}/);
});

test('the pages stand every check', async () => {
	const b = await launch();
	try {
		for (const path of ['/navigator', `/navigator?place=${PLACE}`, `/navigator?${q('благоустройство')}&level=federal`,
			'/navigator?level=municipal&money=guarantee']) {
			await checkPage(await b.once(site.base + path));
		}
	} finally {
		await b.close();
	}
});

test('a click on a facet answers at once, in place, and the address says so', async () => {
	const b = await launch();
	try {
		const page = await b.open(site.base + '/navigator');
		await page.check('input[name="level[]"][value=federal]');
		await page.waitForURL(/level(%5B%5D)?=federal/);
		await page.waitForFunction(() => /Уровень: федеральный/.test(document.querySelector('.v-chips').textContent));
		const n = await page.textContent('.v-bar__n');
		assert.equal(+n.match(/(\d+)/)[1], total(await list('level=federal')));
		await page.click('.v-chip:has-text("Уровень")');
		await page.waitForFunction(() => !/level/.test(location.search));
		await page.waitForFunction(() => !document.querySelector('input[name="level[]"][value=federal]').checked);
		assert.deepEqual(page.complaints, []);
	} finally {
		await b.close();
	}
});
