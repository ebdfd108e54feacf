// Passports as the administrator sees them: what is asked, how much is known, who keeps it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch } from '../../../tests/harness/browser.mjs';
import { csv, MEASURES, municipalities, places, PLACE, REGION, signIn, sql, tokenOf } from '../../../tests/harness/demo.mjs';
import { start } from '../../../tests/harness/server.mjs';

let site, admin;
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no', rate_login: 999999 } });
	admin = await signIn(site, 'admin@veche.demo');
});
after(async () => { await site?.stop(); });

const plain = html => html.replace(/<[^>]*>/g, ' ').replace(/&nbsp;|\u00a0/g, ' ').replace(/\s+/g, ' ');
const row = (html, href) => plain(html.split(`href="${href}"`)[1].split('</tr>')[0]).replace(/^>/, '');
const one = async text => (await sql(site.db, text))[0]?.[0];
/* Municipalities in force whose passport has the field, as the tables have it. */
const filled = field => one(`SELECT COUNT(*) FROM places_field f JOIN places_place p ON p.id = f.place
	WHERE f.field = '${field}' AND p.valid_to IS NULL AND p.kind IN ('municipal_district', 'municipal_okrug', 'urban_okrug', 'urban_okrug_divided', 'inner_city', 'federal_territory')`).then(Number);
/* Regions lie in federal districts. */
const regionOf = code => {
	let c = code;
	while (c && !/^(FD-|RU$)/.test(places().get(c).parent))
		c = places().get(c).parent;
	return c;
};
const asksAbout = (rule, field) => rule.field === field || ['all', 'any', 'none'].some(k => rule[k]?.some(r => asksAbout(r, field)));

test('the fields say how many have filled them, and a passport that is saved is counted at once', async () => {
	const n = await filled('gasification'), before = await admin.get('/admin/fields');
	assert.match(row(before.text, '/admin/fields/gasification'), new RegExp(`Газификация число, % администратор муниципалитета ${n} `));
	assert.match(plain(before.text), new RegExp(`по действующим муниципалитетам \\(${municipalities().length.toLocaleString('ru').replace(/\s/g, ' ')}\\)`));
	const muni = await signIn(site, 'muni@veche.demo');
	const other = (await sql(site.db, `SELECT f.place FROM places_field f JOIN places_place p ON p.id = f.place WHERE f.field = 'gasification' AND p.code = '${PLACE}'`)).length;
	await sql(site.db, `DELETE FROM places_field WHERE field = 'gasification' AND place = (SELECT id FROM places_place WHERE code = '${PLACE}')`);
	const form = await muni.submit(`/places/${PLACE}/passport`, { gasification: '77,5' }, { form: `/places/${PLACE}/passport` });
	assert.equal(form.status < 400, true, `saved (${form.status})`);
	assert.equal(await filled('gasification'), n + 1 - other);
	const after = await admin.get('/admin/fields');
	assert.match(row(after.text, '/admin/fields/gasification'), new RegExp(` ${n + 1 - other} [^—]*правка: сегодня`));
	// what was not touched for a year is counted as old
	await sql(site.db, `UPDATE places_field SET updated = updated - 400 * 86400 WHERE field = 'gasification'; UPDATE content_version SET v = v + 1 WHERE k = 'places'`);
	await admin.submit(`/places/${PLACE}/passport`, { tos_count: '3' }, { form: `/places/${PLACE}/passport` });
	assert.match(row((await admin.get('/admin/fields')).text, '/admin/fields/gasification'), new RegExp(`старше года: ${n + 1 - other}`));
	// what comes of the tree is no field to be filled
	assert.match(row(after.text, '/admin/fields/territory'), /территория портал, по месту в дереве территорий — — \d+ /);
});

test('a field names the measures whose rules ask about it', async () => {
	const asked = MEASURES.filter(m => m.eligibility && asksAbout(m.eligibility, 'population'));
	assert.ok(asked.length > 0, 'the demonstration has rules about population');
	const n = +await one(`SELECT COUNT(*) FROM navigator_measure WHERE state = 1 AND rule LIKE '%"field":"population"%'`);
	const page = await admin.get('/admin/fields/population');
	assert.equal(page.status, 200);
	assert.match(plain(page.text), new RegExp(`условием об этом поле: ${n}\\b`));
	assert.ok(page.text.includes(`href="/navigator/${asked[0].key}/rule"`), asked[0].key);
	// a name that begins as another one is not that other one
	const longer = +await one(`SELECT COUNT(*) FROM navigator_measure WHERE state = 1 AND rule LIKE '%"field":"largest_settlement_population"%'`);
	assert.equal((await admin.get('/admin/fields/largest_settlement_population')).text.split('/rule">').length - 1, longer);
	assert.match(plain((await admin.get('/admin/fields/status')).text), /Из чего выбирают ЗАТО zato/);
	assert.equal((await admin.get('/admin/fields/no_such')).status, 404);
});

test('territories are listed by region, by what is filled, and where nobody administers', async () => {
	let page = await admin.get('/admin/places');
	assert.match(plain(page.text), new RegExp(`С 1 по 50 из ${municipalities().length.toLocaleString('ru').replace(/\s/g, ' ')}`));
	const region = REGION, mine = municipalities().filter(p => regionOf(p.code) === region);
	page = await admin.get(`/admin/places?region=${region}&sort=more`);
	assert.match(plain(page.text), new RegExp(`Муниципалитетов: ${mine.length}\\.`));
	assert.match(row(page.text, `/places/${PLACE}`), /\d+ из \d+ \d+ % сегодня/);
	assert.ok(page.text.indexOf(`href="/places/${PLACE}"`) < page.text.indexOf('href="/account/invites?place='), 'who is filled comes first');
	const id = await one(`SELECT id FROM account_user WHERE email = 'muni@veche.demo'`);
	assert.ok(page.text.includes(`href="/account/people/${id}"`), 'who administers is named');
	const none = await admin.get(`/admin/places?region=${region}&nobody=1`);
	assert.ok(!none.text.includes(`href="/places/${PLACE}"`));
	const [, link] = none.text.match(/href="(\/account\/invites\?place=(\d+))"/);
	assert.match((await admin.get(link)).text, new RegExp(`name="place"[^>]*value="${link.split('=')[1]}"`), 'the invitation knows the territory');
	// the last page has the rest and no way on
	const last = await admin.get('/admin/places?page=999');
	assert.doesNotMatch(last.text, /rel="next"/);
	assert.match(last.text, /rel="prev"/);
	// what is not asked right is taken as not asked
	assert.equal((await admin.get('/admin/places?region=nowhere&sort=x&page=-1')).status, 200);
});

test('the file has every territory of the filter, once', async () => {
	const r = await admin.get('/admin/places.csv?sort=less'), rows = csv(r.text);
	assert.equal(r.status, 200);
	assert.equal(rows.length, municipalities().length);
	assert.equal(new Set(rows.map(x => x.code)).size, rows.length);
	const n = +await one(`SELECT COUNT(*) FROM places_field WHERE place = (SELECT id FROM places_place WHERE code = '${PLACE}')`), mine = rows.find(x => x.code === PLACE);
	assert.equal(+mine.filled, n);
	assert.ok(+mine.administrators >= 1);
	const counts = rows.map(x => +x.filled);
	assert.deepEqual(counts, [...counts].sort((a, b) => a - b));
});

test('nobody but the administrator of the portal sees them', async () => {
	const muni = await signIn(site, 'muni@veche.demo');
	for (const path of ['/admin/fields', '/admin/fields/population', '/admin/places', '/admin/places.csv']) {
		assert.equal((await muni.get(path)).status, 403, path);
		assert.equal((await site.client().get(path)).status, 303, path);
	}
	assert.ok(await tokenOf(admin));
});

test('the pages pass: axe, html, widths, keyboard', async () => {
	const b = await launch();
	try {
		for (const path of ['/admin/fields', '/admin/fields/status', '/admin/places?sort=more', '/admin/places?region=none&nobody=1']) {
			await checkPage(await b.once(site.base + path, { context: contextOf(admin) }), { themes: ['light', 'contrast'] });
		}
	} finally {
		await b.close();
	}
});
