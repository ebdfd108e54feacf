// A reader who chose English: the interface is English, what people wrote stays Russian.
//
// A Cyrillic run on a page must come from the data: a territory, a measure, a topic, an account.
// Whatever else is Cyrillic went past po/en.po.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { MEASURES, PEOPLE, csv, PLACE, REGION, municipalities, places, signIn, tokenOf } from '../harness/demo.mjs';
import { ROOT, start } from '../harness/server.mjs';

const read = name => readFileSync(join(ROOT, name), 'utf8');
const plain = s => s.replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ').trim();
const CYRILLIC = /[\u0400-\u04ff]/;

/* po/en.po: Russian → English. Every text stands on one line there. */
const texts = new Map([...read('po/en.po').matchAll(/^msgid "(.+)"\nmsgstr "(.*)"$/gm)].map(m => [JSON.parse(`"${m[1]}"`), JSON.parse(`"${m[2]}"`)]));

let site;
before(async () => { site = await start({ demo: true }); });
after(() => site?.stop());

/* ---- the data ---- */

function* strings(v) {
	if (typeof v === 'string')
		yield v;
	else if (v && typeof v === 'object')
		for (const x of Object.values(v))
			yield* strings(x);
}

/* Markdown leaves as the page shows it: without its marks. */
const bare = s => plain(s.replace(/[*_`#]|\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/^[-+] /gm, ''));

/* Acts of the demonstration, and how the search calls an article of theirs. */
const ARTICLES = readdirSync(join(ROOT, 'demo/law')).filter(f => f.endsWith('.jsonl')).flatMap(f => read(`demo/law/${f}`).split('\n').filter(Boolean).map(l => JSON.parse(l)));
const laws = () => [...csv(read('demo/law/acts.csv')).flatMap(a => [...strings(a), a.title.replace(/^[^«]*«(.*)»$/, '$1')]), ...ARTICLES.flatMap(a => [...strings(a), `Статья ${a.article} ${a.short}`])];

const solutions = () => read('demo/solutions/solutions.jsonl').split('\n').filter(Boolean).flatMap(l => [...strings(JSON.parse(l))]);

function gather() {
	const whole = [...strings(MEASURES), ...laws(), ...solutions(), ...strings(JSON.parse(read('demo/navigator/topics.json'))), ...PEOPLE.map(p => p.name),
		...[...places().values()].flatMap(p => [p.name, p.short_name, p.center, p.note]),
		...[...read('src/conf/settings.def').matchAll(/^SET\(\w+,\s*STR,\s*"([^"]+)"/gm)].map(m => m[1]),	// what a setting is unless somebody says otherwise
		...read('demo/words/synonyms.tsv').split('\n').filter(l => !l.startsWith('#')).flatMap(l => l.split('\t'))].filter(Boolean).map(bare).filter(s => CYRILLIC.test(s));
	const low = whole.map(s => s.toLowerCase()), set = new Set(low);
	return { exact: new Set(whole), whole: { has: s => set.has(s.toLowerCase()) }, text: `\n${low.join('\n')}\n` };
}
const data = gather();

/* Russian words of our tables; each has an English column beside it. */
const TABLES = ['src/web/roles.def', 'src/web/scopes.def', 'src/entry/kinds.def', 'rooms/places/kinds.def', 'rooms/places/statuses.def',
	'rooms/navigator/lists.def', 'rooms/navigator/status.def', 'rooms/navigator/match/fields.def'];
const labels = new Set([...texts.keys(), ...TABLES.flatMap(f => [...read(f).matchAll(/"([^"\n]*[\u0400-\u04ff][^"\n]*)"/g)].map(m => m[1]))].map(plain));

const letter = /[\u0400-\u04ff\w]/;
/* Is it there as whole words? */
function inData(words) {
	const s = words.toLowerCase();
	for (let at = data.text.indexOf(s); at >= 0; at = data.text.indexOf(s, at + 1))
		if (!letter.test(data.text[at - 1]) && !letter.test(data.text[at + s.length]))
			return true;
	return false;
}

/* ---- a page ---- */

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' };
const decode = s => s.replace(/&(#?\w+);/g, (all, name) => entities[name] ?? all);
const SPOKEN = ['aria-label', 'placeholder', 'title', 'alt', 'content', 'label', 'data-th', 'data-some', 'data-none', 'data-done'];

/* What a reader sees or hears, with the parts said to be Russian left out. A marked word in a found
 * text does not cut it. */
function spoken(html) {
	const found = [];
	const rest = html.replace(/<(script|style|svg)\b[^>]*>[\s\S]*?<\/\1>/g, svg => (svg.match(/<(title|desc)\b[\s\S]*?<\/\1>/g) ?? []).join(' '))
		.replace(/<(\w+)\b[^>]*\slang="ru"[^>]*>[\s\S]*?<\/\1>/g, ' ').replace(/<\/?(mark|b|strong|em|wbr|ins|del)\b[^>]*>/g, '');
	for (const [tag] of rest.matchAll(/<[a-z][^>]*>/g))
		for (const name of SPOKEN) {
			const m = tag.match(new RegExp(`\\s${name}="([^"]*)"`));
			if (m)
				found.push(plain(decode(m[1])));
		}
	for (const text of rest.split(/<[^>]*>/))
		found.push(plain(decode(text)));
	return found.filter(s => CYRILLIC.test(s));
}

/* The parts of a text that are neither English, nor data, nor what was asked for. A label of ours is
 * wrong even when a measure happens to use the same words. */
function strange(text, asked = '') {
	const known = s => s === asked || (data.whole.has(s) || inData(s)) && (data.exact.has(s) || !labels.has(s));
	if (labels.has(text) && !data.exact.has(text))
		return [text];
	const wrong = [];
	for (const [run] of text.matchAll(/[«(]?[\u0400-\u04ff](?:[^a-zA-Z]*[\u0400-\u04ff»)\d])?/g)) {
		if (known(run))
			continue;
		for (const piece of run.split(/[,;:.…·]\s|\s[—–-]\s|[…“”"()]/).map(s => s.trim()).filter(s => CYRILLIC.test(s)))
			if (!known(piece) && !known(piece.replace(/^[^\u0400-\u04ff]+|[^\u0400-\u04ff]+$/g, '')))
				wrong.push(piece);
	}
	return wrong;
}

function englishPage(r, path) {
	assert.match(r.text, /^<!doctype html>\s*<html[^>]* lang="en"/i, path);
	const asked = new URL(path, site.base).searchParams.get('q') ?? '';
	return [...new Set(spoken(r.text).flatMap(s => strange(s, asked).map(w => w === s ? `${path}: ${w}` : `${path}: ${w} (in: ${s.slice(0, 160)})`)))];
}

async function english(c, path, status = 200) {
	c.jar.set('veche_lang', 'en');
	const r = await c.get(path);
	assert.equal(r.status, status, path);
	return /^<!doctype html/i.test(r.text) ? englishPage(r, path) : [];
}

async function all(c, paths) {
	const wrong = [];
	for (const p of paths)
		wrong.push(...await english(c, ...[p].flat()));
	assert.deepEqual(wrong, [], 'no Russian but the data');
}

/* ---- checks ---- */

test('every text has its translation: same placeholders, two forms of a count, no Russian', () => {
	assert.ok(texts.size > 500, `${texts.size} texts`);
	const wrong = [];
	for (const [ru, en] of texts) {
		const marks = s => (s.match(/%\d/g) ?? []).sort().join();
		if (!en)
			wrong.push(`no translation: ${ru}`);
		if (marks(ru) !== marks(en))
			wrong.push(`placeholders: ${ru} → ${en}`);
		if ((ru.split('|').length === 3) !== (en.split('|').length === 2) && !/\|.*\|/.test(en))
			wrong.push(`forms: ${ru} → ${en}`);
		if (/^\s/.test(ru) !== /^\s/.test(en) || /\s$/.test(ru) !== /\s$/.test(en))
			wrong.push(`spaces at the ends: ${ru} → ${en}`);
		if (CYRILLIC.test(en) && ru !== 'Русский')
			wrong.push(`Russian: ${en}`);
	}
	assert.deepEqual(wrong, []);
});

test('the check itself sees Russian that is not data', () => {
	assert.deepEqual(strange('Рабочий стол'), ['Рабочий стол']);
	assert.equal(strange('Kind: жирафообразный').length, 1);
	assert.deepEqual(strange(plain(places().get(PLACE).name)), []);
	assert.deepEqual(spoken('<p lang="ru">Язык</p><p aria-label="Язык">x</p><svg><title>Карта</title></svg>'), ['Язык', 'Карта']);
});

const measure = MEASURES.find(m => m.eligibility && m.rounds?.length) ?? MEASURES[0];

test('a guest reads English', async () => {
	await all(site.client(), ['/', '/places', `/places/${PLACE}`, `/places/${REGION}`, '/places?q=%D1%82%D0%B5%D0%B9%D0%BA%D0%BE%D0%B2%D0%BE',
		['/places/99999999', 404], '/navigator', `/navigator?place=${PLACE}`, '/navigator?q=%D0%BF%D0%B0%D1%80%D0%BA', '/navigator?q=zzzz&level=regional',
		'/navigator/fkgs-public-spaces', `/navigator/${measure.key}`, `/navigator/${measure.key}?place=${PLACE}`, `/navigator/${measure.key}/fits`,
		`/navigator/${measure.key}/fits?verdict=unknown`, '/login', '/search', '/search?q=%D0%BF%D0%B0%D1%80%D0%BA', '/search?q=%D0%BF%D0%B0%D1%80%D1%80%D0%BA',
		'/search?q=zzzz', '/law', '/law?q=zzzz', '/law/calendar', '/law/ask', '/law/answers', '/law/ru/fz/2006-05-02/59', '/law/ru/fz/2006-05-02/59/st-8/ch-1', '/law/ru/fz/2006-05-02/59@2019-01-01/st-8',
		'/law/ru/fz/2006-05-02/59/compare', '/help', '/about', '/privacy', '/accessibility', ['/no/such/page', 404], [`/places/${PLACE}/passport`, 303]]);
});

test('every measure reads English, asked for a municipality', async () => {
	const c = site.client();
	await all(c, MEASURES.map(m => `/navigator/${m.key}?place=${PLACE}`));
});

test('municipalities of every kind read English', async () => {
	const seen = new Map();
	for (const p of [...municipalities(), ...places().values()])
		if (!seen.has(p.kind + Boolean(p.valid_to)))
			seen.set(p.kind + Boolean(p.valid_to), `/places/${p.code}`);
	await all(site.client(), [...seen.values()]);
});

test('those who sign in read English', async () => {
	const muni = site.client();
	await signIn(site, 'muni@veche.demo', undefined, muni);
	muni.jar.set('veche_place', PLACE);
	await all(muni, ['/', '/account', '/account/tokens', '/account/tokens/service', `/places/${PLACE}`, `/places/${PLACE}/passport`, `/navigator/${measure.key}`]);
	await all(muni, ['/add?measure=clean-water', '/move/1?to=applied', '/calendar', '/check/1'].map(p => `/folder/${PLACE}${p}`));
	const curator = await signIn(site, 'curator@veche.demo');
	await all(curator, ['/', '/account', `/navigator/${measure.key}/rule`, '/curation', '/curation?state=archived', '/curation?state=check', '/curation?state=review',
		'/curation/new', '/curation/import', '/curation/suggestions', '/suggestions', `/navigator/${measure.key}/suggest`, `/curation/measure/${measure.key}`,
		`/curation/measure/${measure.key}/edit`, `/curation/measure/${measure.key}/history`]);
});

test('my data, a region’s folders and administration read English', async () => {
	const region = await signIn(site, 'region@veche.demo'), admin = await signIn(site, 'admin@veche.demo');
	await all(await signIn(site, 'lawyer@veche.demo'), ['/law/queue', '/law/situations', '/law/situations/1', '/law/situations/trials']);
	await all(region, ['/account/data', '/account/data/whole', '/account/data/erase', '/account/email/confirm', '/folder', `/folder/${REGION}`, `/folder/${PLACE}/remove/1`]);
	await all(admin, ['/admin', '/admin/settings', '/admin/audit', '/admin/jobs', '/admin/outbox', '/admin/topics', '/admin/synonyms', '/admin/fields', '/admin/fields/status', '/admin/places', '/admin/imports', '/admin/imports/1', '/admin/storage', '/law/systems', '/law/systems/1', '/account/erasures', '/account/data/erase']);
});

test('words of the lists are not lost on the way', async () => {
	const c = site.client();
	c.jar.set('veche_lang', 'en');
	for (const m of MEASURES.slice(0, 5)) {
		const { text } = await c.get(`/navigator/${m.key}`);
		assert.match(text, /class="v-kicker">[A-Z][a-z ]+, \S[^<]*</, m.key);
		assert.match(text, /<span class="v-tag[^>]*>(?:<svg.*?<\/svg>)?[A-Z][a-z ]+<\/span>/, m.key);
	}
});

test('a form that comes back, a notice and a file speak English', async () => {
	const guest = site.client();
	guest.jar.set('veche_lang', 'en');
	const refused = await guest.post('/login', { csrf: await tokenOf(guest), email: 'nobody@veche.demo', password: 'wrong' });
	assert.match(refused.text, /The form was not accepted/);
	assert.deepEqual(englishPage(refused, '/login'), []);

	const muni = await signIn(site, 'muni@veche.demo'), path = `/places/${PLACE}/passport`;
	muni.jar.set('veche_lang', 'en');
	const bad = await muni.post(path, { csrf: await tokenOf(muni), population: 'many', population_year: '1' });
	assert.equal(bad.status, 422);
	assert.deepEqual(englishPage(bad, path), []);
	const named = await muni.post('/account/name', { csrf: await tokenOf(muni), name: 'Anna' }, { follow: true });
	assert.match(named.text, /Name saved/);
	assert.deepEqual(englishPage(named, '/account'), []);

	for (const file of ['/places.csv', '/navigator.csv', '/navigator.xlsx'])
		assert.match((await guest.get(file)).headers['content-disposition'] ?? '', /filename\*?="?[\w.-]+\.(csv|xlsx)/, file);
	const feed = await guest.get('/navigator.atom');
	assert.match(feed.text, /xml:lang="en"[\s\S]*<name>Veche<\/name>/);
});
