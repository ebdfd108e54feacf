// Open data: every file that the register names is there and says what the others say of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, launch } from '../../../tests/harness/browser.mjs';
import { csv, MEASURES, municipalities, places } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

const OWNER = 'Администрация для проверки';
let site;
before(async () => { site = await start({ demo: true, set: { opendata_inn: '7707083893', opendata_owner: OWNER, opendata_mail: 'data@example.org' } }); });
after(() => site?.stop());

const rowsOf = async url => {
	const r = await site.http.get(url.replace(site.base, ''));
	assert.equal(r.status, 200, url);
	assert.match(r.headers['content-type'], /^text\/csv/, url);
	return csv(r.text);
};
const register = async () => (await rowsOf('/opendata/list.csv')).filter(r => r.property !== 'standardversion');
const passport = async row => Object.fromEntries((await rowsOf(row.value)).map(r => [r.property, r.value]));

test('from the register to the passport, the structure and the data', async () => {
	const sets = await register();
	assert.deepEqual(sets.map(s => s.property).sort(), ['7707083893-measures', '7707083893-places']);
	for (const set of sets) {
		const p = await passport(set);
		assert.equal(p.identifier, set.property);
		assert.equal(p.title, set.title);
		assert.equal(p.creator, OWNER);
		assert.equal(p.publishermbox, 'data@example.org');
		for (const name of ['standardversion', 'description', 'created', 'modified', 'subject', 'format', 'provenance', 'valid'])
			assert.ok(p[name], `${set.property}: ${name}`);
		for (const day of ['created', 'modified', 'valid'])
			assert.match(p[day], /^20\d{6}$/, day);
		const data = Object.keys(p).find(k => /^data-\d{8}-structure-\d{8}$/.test(k)), structure = Object.keys(p).find(k => /^structure-\d{8}$/.test(k));
		assert.ok(data && structure && data.endsWith(structure), Object.keys(p).join());
		assert.ok(p[data].endsWith(`/${set.property}/${data}.csv`), p[data]);
		assert.equal(data.slice(5, 13), p.modified);
		const columns = await rowsOf(p[structure]), rows = await rowsOf(p[data]);
		assert.deepEqual(Object.keys(rows[0]), columns.map(c => c['field name']), `${set.property}: the header is the structure`);
		for (const c of columns) {
			assert.match(c['russian description'], /[а-яё]/i, c['field name']);
			assert.doesNotMatch(c['english description'], /[а-яё]|^$/i, c['field name']);
			const fits = { string: /^[^]*$/, integer: /^-?\d*$/, decimal: /^(-?\d+(\.\d+)?)?$/, date: /^(\d{4}-\d\d-\d\d)?$/, boolean: /^[01]?$/, anyURI: /^(https?:\/\/\S+)?$/ }[c.format];
			assert.ok(fits, `${c['field name']}: ${c.format}`);
			for (const r of rows)
				assert.match(r[c['field name']], fits, `${set.property}: ${c['field name']} is ${c.format}`);
		}
	}
});

test('the data are whole, and the same whoever asks', async () => {
	const sets = await register(), url = {};
	for (const set of sets) {
		const p = await passport(set);
		url[set.property.split('-')[1]] = p[Object.keys(p).find(k => k.startsWith('data-'))].replace(site.base, '');
	}
	assert.deepEqual((await rowsOf(url.measures)).map(r => r.key).sort(), MEASURES.map(m => m.key).sort());
	const munis = await rowsOf(url.places);
	assert.deepEqual(munis.filter(r => !r.valid_to).map(r => r.code).sort(), municipalities().map(r => r.code).sort());
	for (const r of munis.slice(0, 50))
		assert.equal(r.name, places().get(r.code).name);
	const c = site.client();
	c.jar.set('veche_place', '24707000');
	assert.equal((await c.get(url.measures)).text, (await site.http.get(url.measures)).text, 'no column of one’s own municipality');
	/* the day before: leads to what the set is now */
	const old = await site.http.get(url.measures.replace(/data-\d{8}/, 'data-20200101'));
	assert.equal(old.status, 303);
	assert.equal(old.headers.location, url.measures);
	for (const bad of ['/opendata/measures/meta.csv', '/opendata/7707083893-none/meta.csv', url.measures.replace('.csv', '.xml'), url.measures.replace(/data-\d{8}/, 'data-x0200101'),
		`${url.measures}?level=federal`, '/opendata/7707083893-measures/structure-19990101.csv'])
		assert.equal((await site.http.get(bad)).status, 404, bad);
});

test('the DCAT catalogue names the same sets, in both languages, with files that are there', async () => {
	const r = await site.http.get('/opendata/catalog.jsonld'), doc = r.json();
	assert.match(r.headers['content-type'], /^application\/ld\+json/);
	assert.equal(doc['@type'], 'dcat:Catalog');
	assert.equal(doc['dct:publisher']['foaf:name'], OWNER);
	const sets = await register();
	assert.deepEqual(doc['dcat:dataset'].map(d => d['dct:identifier']).sort(), sets.map(s => s.property).sort());
	for (const d of doc['dcat:dataset']) {
		assert.deepEqual(d['dct:title'].map(t => t['@language']), ['ru', 'en']);
		assert.doesNotMatch(d['dct:title'][1]['@value'], /[а-яё]/i);
		assert.match(d['dct:modified']['@value'], /^\d{4}-\d\d-\d\d$/);
		for (const x of d['dcat:distribution']) {
			const at = x['dcat:downloadURL']['@id'];
			const file = await site.http.get(at.replace(site.base, ''));
			assert.equal(file.status, 200, at);
			assert.equal(x['dcat:mediaType']['@id'].split('media-types/')[1], file.headers['content-type'].split(';')[0], at);
		}
	}
});

test('the page is sound and leads to every file', async () => {
	const page = (await site.http.get('/opendata')).text;
	for (const set of await register()) {
		const p = await passport(set);
		for (const at of [set.value, ...Object.entries(p).filter(([k]) => /^(data|structure)-/.test(k)).map(([, v]) => v)])
			assert.ok(page.includes(`href="${at.replace(site.base, '')}"`), at);
	}
	assert.ok(page.includes(OWNER));
	const b = await launch();
	try {
		await checkPage(await b.once(`${site.base}/opendata`));
	} finally {
		await b.close();
	}
});
