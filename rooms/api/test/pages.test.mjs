// The page of the API: whole, sound, and made of the same tables as the description.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch, validate } from '../../../tests/harness/browser.mjs';
import { signIn, tokenOf } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site, b;
before(async () => { site = await start({ demo: true }); b = await launch(); });
after(async () => { await b?.close(); await site?.stop(); });

test('the page tells every operation, parameter and record of the description', async () => {
	const page = (await site.http.get('/api')).text, doc = (await site.http.get('/api/openapi.json')).json();
	const ops = Object.entries(doc.paths).flatMap(([path, verbs]) => Object.entries(verbs).map(([verb, op]) => [path, verb.toUpperCase(), op]));
	for (const [path, verb, op] of ops) {
		assert.ok(page.includes(`<code>${verb} ${path}</code>`), path);
		assert.ok(page.includes(`id="op-${op.operationId}"`), op.operationId);
		for (const p of op.parameters.filter(x => x.in === 'query'))
			assert.ok(page.includes(`<code>${p.name}</code>`), `${path} ${p.name}`);
	}
	/* what is sent is told beside its operation */
	const sent = new Set(ops.flatMap(([, , op]) => Object.values(op.requestBody?.content ?? {}).map(c => c.schema.$ref.split('/').at(-1))));
	assert.equal(sent.size, ops.filter(([, , op]) => op.requestBody).length);
	for (const [name, s] of Object.entries(doc.components.schemas)) {
		if (!s.properties || ['Problem', 'Rule'].includes(name))
			continue;
		assert.ok(sent.has(name) || page.includes(`id="schema-${name}"`), name);
		for (const f of Object.keys(s.properties))
			assert.ok(page.includes(`<code>${f}</code>`), `${name}.${f}`);
	}
	for (const [, to] of page.matchAll(/href="#([^"]+)"/g))
		assert.ok(page.includes(`id="${to}"`), `#${to} leads somewhere`);
	const examples = [...page.matchAll(/curl '(https?:[^<']*)'/g)].map(m => m[1].replaceAll('&amp;', '&'));
	assert.ok(examples.length >= ops.filter(([, , op]) => op.security.length > 1).length, `${examples.length} examples`);
	for (const at of examples.filter(x => !x.includes('{'))) {
		const path = at.slice(new URL(at).origin.length);
		assert.equal((await site.http.get(encodeURI(decodeURI(path)))).status, 200, `the example works: ${at}`);
	}
});

test('the page is sound', async () => checkPage(await b.once(`${site.base}/api`)));
test('the page is sound in English', async () => checkPage(await b.once(`${site.base}/api`, {
	context: contextOf({ jar: [] }, [['veche_lang', 'en']]) }), { walk: false, themes: ['light'] }));

const as = (c, lang) => contextOf(c, lang ? [['veche_lang', lang]] : []);

test('tokens: made by keyboard without script, shown once; the list, one of them, services', async () => {
	const c = await signIn(site, 'muni@veche.demo');
	const made = await b.open(`${site.base}/account/tokens`, { script: false, context: as(c) });
	await made.fill('#f-name', 'Бот');
	await made.press('#f-name', 'Enter');
	assert.match(await made.inputValue('#secret'), /^veche_p_[0-9a-f]{64}$/);
	const id = (await made.getAttribute('a[href^="/account/tokens/"]:has-text("Отозвать")', 'href')).split('/').at(-1);
	await c.post('/account/tokens/service', { csrf: await tokenOf(c), name: 'Учёт', role: 'EMPLOYEE', place: '24707000', term: '30', 'scope[]': 'read' });
	for (const path of ['/account/tokens', '/account/tokens/service', `/account/tokens/${id}`])
		await checkPage(await b.once(site.base + path, { context: as(c) }), { themes: ['light'] });
	const again = await c.post('/account/tokens', { csrf: await tokenOf(c), name: '' });
	assert.equal(again.status, 422);
	assert.deepEqual(await validate(again.text, 'tokens again'), []);
	const shown = await c.post('/account/tokens', { csrf: await tokenOf(c), name: 'Ещё', term: '30', 'scope[]': 'read' });
	assert.deepEqual(await validate(shown.text, 'a token made'), []);
});
