// The command line: what each command says, with which exit code, and that its JSON is JSON.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PASSWORD, PLACE, places, RANK, sql } from '../harness/demo.mjs';
import { createDatabase } from '../harness/pg.mjs';
import { BIN, DB, freePort, ROOT, run, veche } from '../harness/server.mjs';

const DONE = 0, FAILED = 1, USAGE = 2, NOTHING = 4;
let dir, db, made = [];

async function fresh(name) {
	if (DB !== 'pg')
		return join(dir, `${name}.db`);
	const own = await createDatabase();
	made.push(own);
	return own.url;
}
before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'veche-cli-'));
	db = await fresh('demo');
	await veche(db, 'demo', '--from', join(ROOT, 'demo'));
});
after(async () => {
	for (const d of made)
		await d.drop();
	rmSync(dir, { recursive: true, force: true });
});

const cli = (...args) => run(BIN, args, { cwd: dir, env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } });
const on = (cmd, ...args) => cli(cmd, '--db', db, ...args);
const russian = text => /[а-яё]{3}/i.test(text);

const commands = [...readFileSync(join(ROOT, 'src/cli/commands.def'), 'utf8').matchAll(/^CMD\("(\w+)",\s*\w+,\s*"([^"]*)",\s*"([^"]*)"\)/gm)].map(([, name, usage, text]) => ({ name, usage, text }));

test('help names every command, and help of one says how it is used', async () => {
	assert.ok(commands.length >= 12);
	for (const args of [[], ['help'], ['--help'], ['-h']]) {
		const r = await cli(...args);
		assert.equal(r.status, DONE, args);
		for (const c of commands)
			assert.match(r.out, new RegExp(`^  ${c.name}\\b`, 'm'), c.name);
	}
	for (const c of commands) {
		const r = await cli('help', c.name);
		assert.equal(r.status, DONE, c.name);
		assert.ok(r.out.includes(c.text), c.name);
	}
	assert.equal((await cli('help', 'nothing')).status, USAGE);
});

test('what is not a command', async () => {
	for (const args of [['nothing'], [''], ['--nothing'], ['SERVE'], ['serve ']]) {
		const r = await cli(...args);
		assert.equal(r.status, USAGE, JSON.stringify(args));
		assert.ok(russian(r.err), r.err);
		assert.equal(r.out, '');
	}
	const v = await cli('--version');
	assert.match(v.out, /^veche \d+\.\d+/);
	assert.equal((await cli('print', 'version')).out.trim(), readFileSync(join(ROOT, 'VERSION'), 'utf8').trim());
});

test('an option that a command does not know is refused', async () => {
	for (const [cmd, ...args] of [['init'], ['migrate'], ['check'], ['print', 'roles'], ['match', '--oktmo', PLACE], ['user', 'list'], ['rebuild'], ['import', 'places', '--dry-run', join(ROOT, 'demo/places/places.csv')]]) {
		const r = await on(cmd, ...args, '--no-such-option');
		assert.equal(r.status, USAGE, `${cmd} ${args.join(' ')}: ${r.status} ${r.err}`);
		assert.match(r.err, /no-such-option/, cmd);
	}
	assert.equal((await on('serve', 'word')).status, USAGE);
});

test('settings: by flag, by environment, by file; a wrong one is named', async () => {
	const bad = await on('check', '--workers', 'many');
	assert.equal(bad.status, USAGE);
	assert.match(bad.err, /workers/);
	assert.equal((await on('check', '--workers=100000')).status, USAGE);
	assert.equal((await on('check', '--demo=perhaps')).status, USAGE);
	const said = (await cli('print', 'settings')).out;
	for (const [, name] of readFileSync(join(ROOT, 'src/conf/settings.def'), 'utf8').matchAll(/^SET\((\w+)/gm))
		assert.match(said, new RegExp(`\\b${name}\\b`), name);
	writeFileSync(join(dir, 'own.conf'), `# words\nworkers = 7\n`);
	assert.match((await cli('print', 'settings', '--config', 'own.conf')).out, /workers\s*=\s*7\b/);
	const env = await run(BIN, ['print', 'settings', '--config', 'own.conf'], { cwd: dir, env: { ...process.env, VECHE_WORKERS: '9' } });
	assert.match(env.out, /workers\s*=\s*9\b/, 'the environment is above the file');
	const flag = await run(BIN, ['print', 'settings', '--config', 'own.conf', '--workers', '11'], { cwd: dir, env: { ...process.env, VECHE_WORKERS: '9' } });
	assert.match(flag.out, /workers\s*=\s*11\b/, 'and a flag above both');
	writeFileSync(join(dir, 'bad.conf'), 'workers = 3\nnothing = 1\n');
	const r = await cli('print', 'settings', '--config', 'bad.conf');
	assert.equal(r.status, USAGE);
	assert.match(r.err, /bad\.conf line=2/);
	assert.equal((await cli('print', 'settings', '--config', 'missing.conf')).status, USAGE);
});

test('print: routes and roles as tables and as JSON', async () => {
	const text = await cli('print', 'routes'), json = await cli('print', 'routes', '--json');
	const rows = JSON.parse(json.out);
	assert.equal(text.out.trim().split('\n').length, rows.length);
	for (const r of rows)
		assert.equal(RANK[r.role], r.rank);
	const roles = await cli('print', 'roles');
	for (const name of Object.keys(RANK))
		assert.match(roles.out, new RegExp(`\\b${RANK[name]} ${name}\\b`));
	for (const args of [['print'], ['print', 'nothing']])
		assert.equal((await cli(...args)).status, USAGE);
});

test('a database that cannot be opened, and one that is behind', async () => {
	const nowhere = DB === 'pg' ? 'postgres://veche@127.0.0.1:1/none' : join(dir, 'no/such/folder/x.db');
	for (const cmd of [['check'], ['init'], ['serve'], ['match', '--oktmo', PLACE], ['search', 'мост'], ['user', 'list']]) {
		const r = await cli(cmd[0], '--db', nowhere, ...cmd.slice(1));
		assert.equal(r.status, FAILED, `${cmd}: ${r.err}`);
		assert.ok(russian(r.err), cmd);
	}
	if (DB !== 'pg') {
		writeFileSync(join(dir, 'text.db'), 'this is not a database, only words, '.repeat(200));
		assert.equal((await cli('check', '--db', join(dir, 'text.db'))).status, FAILED);
	}
	const empty = await fresh('empty');
	for (const cmd of [['check'], ['serve'], ['match', '--oktmo', PLACE], ['search', 'мост'], ['user', 'list'], ['import', 'places', 'x.csv'], ['rebuild']]) {
		const r = await cli(cmd[0], '--db', empty, ...cmd.slice(1));
		assert.equal(r.status, FAILED, `${cmd}: ${r.err}`);
		assert.match(r.err, /veche (migrate|init)/, `${cmd} says what to do`);
	}
	const dry = await cli('migrate', '--db', empty, '--dry-run');
	assert.equal(dry.status, DONE);
	assert.match(dry.err, /\d/);
	assert.equal((await cli('check', '--db', empty)).status, FAILED, 'a dry run changed nothing');
	assert.equal((await cli('init', '--db', empty)).status, DONE);
	const again = await cli('init', '--db', empty);
	assert.equal(again.status, DONE);
	assert.equal((await cli('check', '--db', empty)).status, DONE);
	await sql(empty, "UPDATE veche_migration SET sum = '1' WHERE no = 1");
	assert.equal((await cli('migrate', '--db', empty)).status, FAILED, 'a step that was edited is noticed');
});

test('match: verdicts for a municipality, best first', async () => {
	const text = await on('match', '--oktmo', PLACE), json = await on('match', '--oktmo', PLACE, '--json');
	assert.equal(text.status, DONE, text.err);
	const said = JSON.parse(json.out);
	assert.ok(JSON.stringify(said).length > 1000);
	assert.ok(russian(text.out));
	for (const who of ['municipality', 'institution', 'tos', 'ngo', 'business', 'resident'])
		assert.ok([DONE, NOTHING].includes((await on('match', '--oktmo', PLACE, '--applicant', who)).status), who);
	assert.equal((await on('match', '--oktmo', PLACE, '--applicant', 'king')).status, USAGE);
	assert.equal((await on('match')).status, USAGE);
	for (const odd of ['99999999', 'x', '', '247070000000000', "24707000'"])
		assert.ok([FAILED, USAGE].includes((await on('match', '--oktmo', odd)).status), odd);
	const timeless = text => text.replace(/"generated":"[^"]*"/, '');
	assert.equal(timeless((await on('match', `--oktmo=${PLACE}`, '--json')).out), timeless(json.out), '--name=value is the same');
});

test('match: a former code answers for what it has become', async () => {
	const old = [...places().values()].find(p => p.valid_to && p.became && places().get(p.became) && !places().get(p.became).valid_to);
	assert.ok(old, 'the demonstration has a former territory');
	const r = await on('match', '--oktmo', old.code, '--json');
	assert.equal(r.status, DONE, r.err);
	assert.ok(r.out.includes(old.became), `${old.code} became ${old.became}`);
	const ids = text => JSON.stringify(JSON.parse(text)).match(/"key":"[^"]+"/g);
	assert.deepEqual(ids(r.out), ids((await on('match', '--oktmo', old.became, '--json')).out));
});

test('search: forms of words, slips, synonyms', async () => {
	const urls = async (...words) => {
		const r = await on('search', '--json', ...words);
		assert.ok([DONE, NOTHING].includes(r.status), r.err);
		return JSON.parse(r.out).hits.map(h => h.url);
	};
	assert.ok((await urls('Невинномысск')).length > 0);
	assert.equal((await urls('Невиномысск'))[0], (await urls('Невинномысск'))[0], 'a letter left out');
	const forms = await Promise.all(['гражданами', 'граждане', 'граждан'].map(w => urls(w)));
	assert.ok(forms[0].length > 0);
	assert.deepEqual([...forms[0]].sort(), [...forms[2]].sort(), 'one word in two forms');
	const long = await urls('формирование комфортной городской среды');
	assert.ok(long.length > 0);
	assert.deepEqual(new Set(await urls('ФКГС')), new Set(long), 'an abbreviation and what it stands for');
	assert.ok((await urls('благоустройство', 'парка')).length > 0);
	const none = await on('search', 'ъъщъщъ');
	assert.equal(none.status, NOTHING);
	assert.equal((await on('search')).status, USAGE);
	for (const odd of ['"', '*', 'a OR', 'NEAR(', '(', '-', "'", '\u0001', 'я'.repeat(5000), '%', ':', '^'])
		assert.ok([DONE, NOTHING].includes((await on('search', '--json', odd)).status), JSON.stringify(odd.slice(0, 10)));
	const two = await on('search', 'Невиномысск');
	assert.match(two.out + two.err, /Невинномысск/);
});

test('user: the first administrator, roles, passwords, blocks', async () => {
	const at = await fresh('users');
	await veche(at, 'init');
	const user = (input, ...args) => run(BIN, ['user', '--db', at, '--argon_memory=8', '--argon_passes=1', ...args], { input });
	assert.equal((await user(`${PASSWORD}\n`, 'add', 'Ann@Example.org', '--name', 'Анна', '--role', 'ADMIN')).status, DONE);
	assert.equal((await user(`${PASSWORD}\n`, 'add', 'ann@example.ORG')).status, FAILED, 'the same address in other letters');
	assert.equal((await user('short\n', 'add', 'b@example.org')).status, FAILED);
	assert.notEqual((await user('', 'add', 'b@example.org')).status, DONE, 'no password at all');
	assert.notEqual((await user(`${PASSWORD}\n`, 'add', 'no-at-sign')).status, DONE);
	assert.equal((await user(`${PASSWORD}\n`, 'add', 'c@example.org', '--role', 'KING')).status, USAGE);
	assert.notEqual((await user(`${PASSWORD}\n`, 'add', 'c@example.org', '--role', 'ADMIN', '--place', '99999999')).status, DONE);
	assert.equal((await sql(at, 'SELECT email FROM account_user')).length, 1, 'what was refused left nothing');
	const list = await user('', 'list');
	assert.match(list.out, /^ann@example\.org\tАнна\tADMIN/m);
	assert.equal((await user('', 'grant', 'ann@example.org')).status, USAGE);
	assert.equal((await user('', 'grant', 'ann@example.org', '--role', 'SIGNED')).status, USAGE, 'everyone has it');
	assert.equal((await user('', 'grant', 'ann@example.org', '--role', 'LAWYER')).status, DONE);
	assert.equal((await user('', 'revoke', 'ann@example.org', '--role', 'LAWYER')).status, DONE);
	assert.notEqual((await user('', 'revoke', 'ann@example.org', '--role', 'LAWYER')).status, DONE, 'it is gone already');
	assert.equal((await user('another-good-one-1\n', 'password', 'ann@example.org')).status, DONE);
	assert.equal((await user('', 'block', 'ann@example.org')).status, DONE);
	assert.match((await user('', 'list')).out, /заблокирован/);
	assert.equal((await user('', 'unblock', 'ann@example.org')).status, DONE);
	for (const args of [[], ['nothing'], ['block'], ['nothing', 'ann@example.org']])
		assert.equal((await user('', ...args)).status, USAGE, args.join());
	assert.equal((await user('', 'block', 'nobody@example.org')).status, FAILED);
	assert.ok(!(await sql(at, 'SELECT password FROM account_user')).flat().some(p => p.includes(PASSWORD) || !p.startsWith('$argon2id$')));
});

test('rebuild and check', async () => {
	assert.equal((await on('check')).status, DONE);
	const before = JSON.parse((await on('search', '--json', 'парк')).out);
	const r = await on('rebuild', 'search', '--quiet');
	assert.equal(r.status, DONE, r.err);
	assert.deepEqual(JSON.parse((await on('search', '--json', 'парк')).out), before, 'the same hits from a new index');
	assert.equal((await on('rebuild', 'nothing')).status, USAGE);
});

test('demo twice is demo once', async () => {
	const count = async () => (await sql(db, "SELECT (SELECT COUNT(*) FROM entry), (SELECT COUNT(*) FROM account_user), (SELECT COUNT(*) FROM entry_revision)"))[0];
	const before = await count();
	await veche(db, 'demo', '--from', join(ROOT, 'demo'));
	await sql(db, "DELETE FROM veche_meta WHERE k = 'demo'");
	await veche(db, 'demo', '--from', join(ROOT, 'demo'));
	assert.deepEqual(await count(), before);
	const r = await on('demo', '--from', join(dir, 'nothing'));
	assert.equal(r.status, FAILED);
});

test('serve refuses a port that is taken, and settings that cannot be', async () => {
	const { createServer } = await import('node:net');
	const port = await freePort(), s = createServer();
	await new Promise(ok => s.listen(port, '127.0.0.1', ok));
	const r = await on('serve', '--listen', `127.0.0.1:${port}`);
	s.close();
	assert.equal(r.status, FAILED);
	assert.match(r.err, /адрес/);
	mkdirSync(join(dir, 'x'), { recursive: true });
	assert.equal((await on('serve', '--listen', 'nonsense')).status, FAILED);
	assert.equal((await on('serve', '--secret_file', join(dir, 'none'))).status, FAILED);
});
