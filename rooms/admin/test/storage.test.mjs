// What the portal takes on the disk: told as the database has it, and what asks for attention.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPage, contextOf, launch } from '../../../tests/harness/browser.mjs';
import { signIn, sql } from '../../../tests/harness/demo.mjs';
import { DB, start, veche } from '../../../tests/harness/server.mjs';

let site, admin;
before(async () => {
	site = await start({ demo: true, set: { jobs_runner: 'no' } });
	admin = await signIn(site, 'admin@veche.demo');
});
after(async () => { await site?.stop(); });

const PG = DB === 'pg';
const plain = html => html.replace(/<[^>]*>/g, ' ').replace(/&nbsp;|\u00a0/g, ' ').replace(/\s+/g, ' ');
const one = async text => (await sql(site.db, text))[0]?.[0];
const look = async () => (await admin.get('/admin/storage')).text;
/* A row of a table: its cells as words. */
const row = (html, name) => html.split(new RegExp(`<th scope="row"[^>]*><code>${name}</code></th>`))[1].split('</tr>')[0].split('<td').slice(1).map(c => plain('<td' + c).trim());
const steps = html => html.split('id="h-steps"')[1];
const grouped = n => n.toLocaleString('ru').replace(/\s/g, ' ');

test('tables are told with their rows and bytes, the largest first', async () => {
	if (PG)
		await sql(site.db, 'ANALYZE');
	const html = await look(), entries = +await one('SELECT COUNT(*) FROM search_doc');
	const names = [...html.matchAll(/<th scope="row" class="v-any"><code>(\w+)<\/code>/g)].map(m => m[1]);
	assert.equal(names.length, 12);
	const largest = PG
		? (await sql(site.db, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY pg_total_relation_size(oid) DESC, relname LIMIT 12")).map(r => r[0])
		: (await sql(site.db, 'SELECT s.tbl_name FROM dbstat d JOIN sqlite_master s ON s.name = d.name GROUP BY 1 ORDER BY SUM(d.pgsize) DESC, 1 LIMIT 12')).map(r => r[0]);
	assert.deepEqual(names, largest);
	for (const name of names) {
		const told = row(html, name)[0].match(/^(≈ )?([\d ]+)$/);
		assert.ok(told, row(html, name).join());
		assert.equal(told[1] ?? '', PG ? '≈ ' : '');
		const n = +await one(`SELECT COUNT(*) FROM ${name}`), said = +told[2].replace(/ /g, '');
		/* an exact number on SQLite, trees that hold rows within included; on PostgreSQL an estimate of the planner */
		assert.ok(PG ? Math.abs(said - n) <= n * 0.1 : said === n, `${name}: ${said}, there are ${n}`);
	}
	assert.match(plain(html), PG ? /Число строк — оценка самого сервера/ : /посчитаны точно/);
	assert.match(plain(html), new RegExp(`Записей в поиске ${PG ? '≈ ' : ''}[\\d ]+ Таблицы поиска занимают [\\d,]+ МиБ Ждут поиска`));
	if (!PG)
		assert.match(plain(html), new RegExp(`Записей в поиске ${grouped(entries)} `));
});

test('the database, its files, its version', async () => {
	const words = plain(await look());
	if (PG) {
		assert.match(words, new RegExp(`База данных PostgreSQL ${(await one('SHOW server_version')).split(' ')[0].replace('.', '\\.')}`));
		assert.match(words, /не видно отсюда: диск у сервера базы/);
		assert.match(words, /Последняя копия снимает pg_dump/);
	} else {
		assert.match(words, /База данных SQLite 3\.\d+/);
		assert.match(words, /Файл базы [\d,]+ МиБ Журнал записи \(WAL\) [\d,]+ (байт|КиБ|МиБ) Свободно внутри файла/);
		assert.match(words, /Свободно на диске [\d,]+ (МиБ|ГиБ)/);
		assert.match(words, /libmicrohttpd \d+\.\d+.* SQLite 3\./);
	}
});

test('every part of the program has its steps, and a missing one is told', async () => {
	const all = await sql(site.db, 'SELECT room, COUNT(*) FROM veche_migration GROUP BY room');
	const entry = Number(all.find(([room]) => room === 'entry')[1]);
	let html = await look();
	for (const [room, n] of all)
		assert.match(row(steps(html), room).join(), new RegExp(`^${n} из ${n},\\d{4}_\\w+,`), room);
	await sql(site.db, "UPDATE veche_migration SET room = 'gone' WHERE room = 'entry' AND no = 2");
	html = await look();
	assert.match(steps(html).split('<code>entry</code>')[1].split('</tr>')[0], new RegExp(`v-tag--red.*${entry - 1} из ${entry}`, 's'));
	await sql(site.db, "UPDATE veche_migration SET room = 'entry' WHERE room = 'gone'");
});

test('attached files are told by municipality, against what one may take', async () => {
	const before = +await one('SELECT COUNT(*) FROM folder_file'), item = await one('SELECT id FROM folder_item ORDER BY id LIMIT 1');
	const place = await one(`SELECT place FROM folder_item WHERE id = ${item}`), own = +await one(`SELECT COALESCE(SUM(size), 0) FROM folder_file WHERE place = ${place}`);
	await sql(site.db, `INSERT INTO folder_file (item, place, name, type, size, sum, created) VALUES (${item}, ${place}, 'a.pdf', 'application/pdf', ${64 * 1024 * 1024 - own}, 'x', 1)`);
	const words = plain(await look());
	assert.match(words, new RegExp(`Файлов: ${before + 1}, вместе`));
	assert.match(words, /Одному муниципалитету можно занять 256 МиБ \( ?folder_quota ?\)/);
	assert.match(words, /\d+ 64 МиБ 25 %/);
	await sql(site.db, "DELETE FROM folder_file WHERE sum = 'x'");
});

test('terms of keeping lead to their settings; queues say what is left', async () => {
	await sql(site.db, `INSERT INTO job (kind, state, tries, run_at, created, ended, note, arg, done, total) VALUES ('admin.verify', 3, 1, 1, ${Math.floor(Date.now() / 1000) - 60}, 2, 'E_IO', '', 0, 0)`);
	const html = await look();
	assert.match(plain(html), /Тексты ушедших писем и веб-хуков 30 дней letter_days/);
	assert.match(html, /href="\/admin\/jobs\?state=failed"/);
	for (const [, name] of html.matchAll(/href="\/admin\/settings#s-(\w+)"/g))
		assert.ok((await admin.get('/admin/settings')).text.includes(`id="s-${name}"`), name);
	await sql(site.db, 'DELETE FROM job');
});

test('a copy that was made is told; one that was not is asked for, and so is room on the disk', async () => {
	const copy = join(tmpdir(), `veche-storage-${process.pid}.db`);
	if (!PG) {
		assert.match(plain(await look()), /Копии базы ещё не было .*Последняя копия ещё не было/);
		await veche(site.db, 'backup', copy);
		rmSync(copy);
		const words = plain(await look());
		assert.doesNotMatch(words, /Копии базы ещё не было/);
		assert.match(words, /Последняя копия сегодня, \d+:\d+, [\d,]+ МиБ/);
	}
	const poor = await start({ db: site.db, set: { disk_least: 1048576, jobs_runner: 'no' } });
	try {
		const words = plain((await (await signIn(poor, 'admin@veche.demo')).get('/admin/storage')).text);
		assert[PG ? 'doesNotMatch' : 'match'](words, /Мало места на диске: .* Предел — 1 ?024 ГиБ \(настройка disk_least\)/);
	} finally {
		await poor.stop();
	}
});

test('nobody but the administrator of the portal sees it', async () => {
	assert.equal((await (await signIn(site, 'curator@veche.demo')).get('/admin/storage')).status, 403);
	assert.equal((await site.client().get('/admin/storage')).status, 303);
	assert.match((await admin.get('/admin')).text, /href="\/admin\/storage"/);
});

test('the page passes: axe, html, widths, keyboard', async () => {
	const b = await launch();
	try {
		await checkPage(await b.once(`${site.base}/admin/storage`, { context: contextOf(admin) }), { themes: ['light', 'contrast'] });
	} finally {
		await b.close();
	}
});
