// The same demonstration on SQLite and on PostgreSQL gives the same answers: searches, lists with
// their counts, verdicts. Runs once: it has both databases of its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MEASURES, municipalities, places } from '../harness/demo.mjs';
import { createDatabase } from '../harness/pg.mjs';
import { BIN, DB, run, start } from '../harness/server.mjs';

const once = DB === 'sqlite' ? {} : { skip: 'has both databases already when it runs for SQLite' };
let lite, pg, own;

before(async () => {
	if (once.skip)
		return;
	lite = await start({ demo: true });
	own = await createDatabase(process.env.VECHE_TEST_DEMO_PG);
	pg = await start({ db: own.url, demo: !process.env.VECHE_TEST_DEMO_PG });
});
after(async () => {
	await lite?.stop();
	await pg?.stop();
	await own?.drop();
});

/* The page without what is another each time: tokens, request numbers, ports. */
const bare = (site, r) => r.text.replaceAll(site.base, '').replaceAll(`127.0.0.1:${site.port}`, '')
	.replace(/value="[0-9a-f]{48}"/g, 'value=""').replace(/\b[0-9a-f]{16}\b/g, '').replace(/\d{4}-\d\d-\d\dT[\d:]+Z|\d{8}T\d{6}Z/g, '');
async function same(at) {
	const [a, b] = await Promise.all([lite, pg].map(s => s.client().get(at)));
	assert.equal(a.status, b.status, at);
	// the two rank functions weigh words each in its way: with a search the same things stand in another order
	const parts = (s, r) => /[?&]q=/.test(at) ? bare(s, r).split('<').sort() : bare(s, r).split('<');
	assert.deepEqual(parts(pg, b), parts(lite, a), at);
	return a;
}

/* An answer of the API, without the address of the one who gave it. */
async function asked(site, at) {
	const r = await site.client().get(at);
	const o = JSON.parse(r.text.replaceAll(site.base, ''));
	return { ...o, status: r.status, request: undefined, next: o.next?.replace(/cursor=[^&]*/, '') };
}

/* A generator of our own, so that a failure comes again. */
function dice(seed) {
	let x = seed >>> 0;
	return n => (x = Math.imul(x ^ x >>> 15, 0x2c1b3c6d) + 0x9e3779b9 >>> 0, (x >>> 8) % n);
}

function queries() {
	const roll = dice(20260101), found = new Set();
	const words = MEASURES.flatMap(m => `${m.title} ${m.summary}`.match(/[а-яё]{5,}/gi) ?? []);
	const names = [...places().values()].filter(p => p.short_name).map(p => p.short_name);
	const pick = list => list[roll(list.length)];
	const slip = w => {
		const at = 1 + roll(w.length - 2);
		return [w.slice(0, at) + w.slice(at + 1), w.slice(0, at) + w[at + 1] + w[at] + w.slice(at + 2), w.slice(0, at) + 'о' + w.slice(at + 1), w.slice(0, at) + w[at] + w.slice(at)][roll(4)];
	};
	for (const m of MEASURES.slice(0, 40))
		found.add(m.title);
	for (let i = 0; i < 60; i++)
		found.add(pick(words));
	for (let i = 0; i < 40; i++)
		found.add(`${pick(words)} ${pick(words)}`);
	for (let i = 0; i < 40; i++)
		found.add(slip(pick(words)));
	for (let i = 0; i < 30; i++)
		found.add(pick(names));
	for (let i = 0; i < 15; i++)
		found.add(slip(pick(names.filter(n => n.length > 5))));
	for (let i = 0; i < 20; i++) {
		const t = pick(MEASURES).title.split(' ');
		found.add(`"${t.slice(0, 2).join(' ')}"`);
	}
	for (const w of ['ФКГС', 'ЖКХ', 'НКО', 'ТОС', 'МСП', 'соцконтракт', 'Невиномысск', 'гражданами', 'ёлка', 'елка', '24707000', 'a', '', '-парк', '"', '*', 'парк AND сквер', 'ПАРК', 'парк парк'])
		found.add(w);
	return [...found];
}

test('searches find the same', once, async () => {
	const all = queries();
	assert.ok(all.length >= 200, `${all.length} searches`);
	let hits = 0;
	for (const q of all) {
		const [x, y] = await Promise.all([lite, pg].map(s => asked(s, `/api/v1/search?limit=20&q=${encodeURIComponent(q)}`)));
		assert.equal(y.status, x.status, q);
		if (x.status !== 200)
			continue;
		assert.equal(y.total, x.total, `«${q}»: how many`);
		if (x.total <= 20)	// all of them are shown
			assert.deepEqual(y.items.map(h => h.url).sort(), x.items.map(h => h.url).sort(), `«${q}»`);
		hits += x.items.length;
	}
	assert.ok(hits > 1000, `${hits} hits in all: the comparison is not of empty lists`);
	for (const q of all.slice(0, 8)) {	// the command says what the address says
		const [a, b] = await Promise.all([lite, pg].map(s => run(BIN, ['search', '--db', s.db, '--json', ...q ? [q] : []])));
		assert.equal(JSON.parse(b.out).total, JSON.parse(a.out).total, q);
		assert.equal(JSON.parse(a.out).total, (await asked(lite, `/api/v1/search?q=${encodeURIComponent(q)}`)).total, q);
	}
});

test('pages of search and lists with their counts are the same', once, async () => {
	const roll = dice(7), filters = ['level=1', 'level=2', 'money=1', 'money=2', 'status=1', 'status=2', 'applicant=1', 'applicant=2', 'stage=1', 'topic=1', 'topic=2', 'amount=2', 'deadline=1', 'recurrence=1', 'q=парк', 'q=мост дорога', 'q=грант', 'sort=newest', 'sort=amount', 'place=24707000', 'place=24000000'];
	// names of filters as the page itself writes them
	const page = await same('/navigator');
	const links = [...new Set([...page.text.matchAll(/href="(\/navigator\?[^"#]+)"/g)].map(m => m[1].replaceAll('&amp;', '&')))];
	const fields = [...page.text.matchAll(/name="([a-z_]+)"[^>]*value="([^"]+)"/g)].map(m => `${m[1]}=${encodeURIComponent(m[2])}`).filter(f => !/^(csrf|back|theme|lang)=/.test(f));
	const known = [...new Set([...fields, ...filters.map(encodeURI)])];
	for (const at of links.slice(0, 40))
		await same(at);
	for (let i = 0; i < 60; i++)
		await same(`/navigator?${Array.from({ length: 1 + roll(3) }, () => known[roll(known.length)]).join('&')}`);
	for (const at of ['/navigator.csv', '/places.csv', '/places', '/places?q=%D0%A2%D0%B5%D0%B9%D0%BA%D0%BE%D0%B2%D0%BE', '/', '/navigator.atom'])
		await same(at);
	for (const q of ['парк', 'ремонт дорог', 'Невиномысск', 'ФКГС', 'ничегонетъ'])
		await same(`/search?q=${encodeURIComponent(q)}`);
});

test('verdicts for fifty municipalities are the same', once, async () => {
	const roll = dice(3), all = municipalities();
	assert.ok(all.length > 2000);
	for (let i = 0; i < 50; i++) {
		const { code } = all[roll(all.length)];
		const [a, b] = await Promise.all([lite, pg].map(s => asked(s, `/api/v1/places/${code}/match?limit=100`)));
		assert.equal(a.status, 200, code);
		assert.ok(a.items.length > 20, `${code}: ${a.items.length} verdicts`);
		assert.deepEqual(b, a, code);
	}
	for (let i = 0; i < 3; i++) {	// and by the command
		const { code } = all[roll(all.length)];
		const [a, b] = await Promise.all([lite, pg].map(s => run(BIN, ['match', '--db', s.db, '--oktmo', code, '--json'])));
		assert.equal(a.status, 0, `${code}: ${a.err}`);
		assert.ok(a.out.length > 500, code);
		const verdicts = r => ({ ...JSON.parse(r.out), generated: null });
		assert.deepEqual(verdicts(b), verdicts(a), code);
	}
});

test('pages of places and measures are the same', once, async () => {
	const roll = dice(11), all = municipalities();
	for (let i = 0; i < 20; i++)
		await same(`/places/${all[roll(all.length)].code}`);
	for (let i = 0; i < 20; i++)
		await same(`/navigator/${MEASURES[roll(MEASURES.length)].key}`);
	const former = [...places().values()].filter(p => p.valid_to);
	for (let i = 0; i < 5; i++)
		await same(`/places/${former[roll(former.length)].code}`);
});
