// Under a service manager: the socket handed over, what the manager is told, reload, restart.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from '../harness/http.mjs';
import { createDatabase } from '../harness/pg.mjs';
import { BIN, DB, ROOT, run, veche } from '../harness/server.mjs';

let dir, db, own;
const managers = [];

before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'veche-service-'));
	own = DB === 'pg' ? await createDatabase() : null;
	db = own?.url ?? join(dir, 'veche.db');
	await veche(db, 'init');
});
after(async () => {
	for (const m of managers)
		m.end();
	await Promise.all(managers.map(m => m.over));
	await own?.drop();
	rmSync(dir, { recursive: true, force: true });
});

/* A manager with its program: lines it said, and a wait for one of them. */
function manage(...args) {
	const p = spawn('perl', [join(ROOT, 'tests/harness/activate.pl'), BIN, ...args], { cwd: dir, stdio: ['pipe', 'pipe', 'pipe'] });
	const m = { lines: [], log: '', over: new Promise(ok => p.once('close', ok)) };
	p.stdout.setEncoding('utf8').on('data', d => m.lines.push(...d.split('\n').filter(Boolean)));
	p.stderr.setEncoding('utf8').on('data', d => { m.log += d; });
	m.said = async (re, from = 0) => {
		for (let i = 0; i < 1000; i++) {
			const line = m.lines.slice(from).find(l => re.test(l));
			if (line)
				return line.match(re);
			await sleep(20);
		}
		throw new Error(`never said ${re}: ${m.lines.join(', ')}\n${m.log}`);
	};
	m.pid = () => Number(m.lines.filter(l => l.startsWith('pid ')).at(-1).slice(4));
	m.running = () => m.lines.filter(l => l.startsWith('pid ')).length > m.lines.filter(l => l.startsWith('exit ')).length;
	m.again = () => p.stdin.write('start\n');
	m.end = () => {
		if (m.running())
			process.kill(m.pid(), 'SIGKILL');
		p.stdin.end();
	};
	managers.push(m);
	return m;
}

test('the socket of the manager serves; READY, RELOADING and STOPPING are told; a restart loses nobody', async () => {
	const conf = join(dir, 'own.conf');
	writeFileSync(conf, 'log = info\nstop_grace = 5\n');
	const m = manage('serve', '--db', db, '--config', conf, '--listen', '127.0.0.1:1');	// nobody may listen there: not used
	const [, port] = await m.said(/^port (\d+)/);
	await m.said(/^notify READY=1$/);
	const at = path => request(`http://127.0.0.1:${port}${path}`, { keep: false, timeout: 20_000 });
	assert.equal((await at('/health')).status, 200);
	assert.match(m.log, new RegExp(`event=started listen=inherited port=${port}\\b`));
	const many = await Promise.all(Array.from({ length: 40 }, () => at('/login')));
	assert.deepEqual([...new Set(many.map(r => r.status))], [200], 'all loops accept from the one socket');

	writeFileSync(conf, 'log = warn\nstop_grace = 5\nworkers = 3\n');
	let from = m.lines.length;
	process.kill(m.pid(), 'SIGHUP');
	const [, mono] = await m.said(/^notify RELOADING=1\|MONOTONIC_USEC=(\d+)$/, from);
	assert.ok(Number(mono) > 0);
	await m.said(/^notify READY=1$/, from);
	assert.ok(!/event=reloaded/.test(m.log), 'the level warn is in force at once: even the line that says so is not written');
	writeFileSync(conf, 'log = info\nstop_grace = 5\nworkers = 3\n');
	from = m.lines.length;
	process.kill(m.pid(), 'SIGHUP');
	await m.said(/^notify READY=1$/, from);
	assert.match(m.log, /event=reloaded .*level=info restart_for=workers\n/);
	writeFileSync(conf, 'workers = many\n');
	from = m.lines.length;
	process.kill(m.pid(), 'SIGHUP');
	await m.said(/^notify READY=1$/, from);
	assert.match(m.log, /event=not_reloaded .*err=E_INPUT/);
	assert.equal((await at('/health')).status, 200, 'a wrong file does not stop what serves');

	from = m.lines.length;
	process.kill(m.pid(), 'SIGTERM');
	await m.said(/^notify STOPPING=1$/, from);
	await m.said(/^exit 0 0$/, from);
	writeFileSync(conf, 'stop_grace = 5\n');
	const waiting = [at('/health'), at('/login'), at('/')];	// nobody serves now; the socket is open
	await sleep(100);
	from = m.lines.length;
	m.again();
	await m.said(/^notify READY=1$/, from);
	assert.deepEqual((await Promise.all(waiting)).map(r => r.status), [200, 200, 200], 'who came in between was answered');
	process.kill(m.pid(), 'SIGTERM');
	await m.said(/^exit 0 0$/, from);
});

test('a start that fails says so and never READY', async () => {
	const m = manage('serve', '--db', db, '--secret_file', join(dir, 'none'));
	await m.said(/^exit 1 0$/);
	assert.ok(!m.lines.some(l => l.includes('READY')), m.lines.join());
});

test('the example of settings is what the program has by default', async () => {
	const r = await run(BIN, ['print', 'conf']);
	assert.equal(r.status, 0, r.err);
	const file = join(dir, 'example.conf');
	writeFileSync(file, r.out);
	const env = { PATH: process.env.PATH }, plain = await run(BIN, ['print', 'settings', '--config', file], { env, cwd: dir });
	assert.equal(plain.status, 0, plain.err);
	assert.ok(!/\[файл/.test(plain.out), 'every line is commented out');
	writeFileSync(file, r.out.replace(/^#(\w+ = )/gm, '$1'));
	const said = await run(BIN, ['print', 'settings', '--config', file], { env, cwd: dir });
	assert.equal(said.status, 0, said.err);
	assert.equal(said.out.replaceAll('[файл', '[умолчание'), plain.out, 'uncommented, each says its default');
	const names = [...readFileSync(join(ROOT, 'src/conf/settings.def'), 'utf8').matchAll(/^SET\((\w+),/gm)].map(([, n]) => n);
	assert.ok(names.length > 30);
	for (const n of names)
		assert.match(r.out, new RegExp(`^#${n} = `, 'm'), n);
});

const analyze = existsSync('/usr/bin/systemd-analyze');
test('the units: systemd finds nothing wrong with them, and little exposed', { skip: !analyze && 'no systemd-analyze here' }, async () => {
	// The unit as it will lie there, but for the program, which is not in /usr/bin before it is installed.
	const unit = join(dir, 'veche.service');
	writeFileSync(unit, readFileSync(join(ROOT, 'packaging/systemd/veche.service'), 'utf8').replaceAll('/usr/bin/veche', BIN));
	writeFileSync(join(dir, 'veche.socket'), readFileSync(join(ROOT, 'packaging/systemd/veche.socket')));
	const good = await run('systemd-analyze', ['verify', '--man=no', unit, join(dir, 'veche.socket')]);
	assert.equal(good.status, 0, good.err + good.out);
	assert.ok(!/veche\.(service|socket)/.test(good.err), good.err);
	writeFileSync(unit, readFileSync(unit, 'utf8').replace('ProtectSystem=strict', 'ProtectSystem=stricter'));
	const bad = await run('systemd-analyze', ['verify', '--man=no', unit]);
	assert.match(bad.err, /veche\.service:\d+: .*stricter/, 'a mistake in a unit would be seen');
	const level = await run('systemd-analyze', ['security', '--offline=yes', '--threshold=20', join(ROOT, 'packaging/systemd/veche.service')]);
	assert.equal(level.status, 0, `exposure above 2.0:\n${level.out}${level.err}`);
	const loose = await run('systemd-analyze', ['security', '--offline=yes', '--threshold=20', unit.replace('veche.service', 'veche.socket')]);
	assert.notEqual(loose.status, 0, 'the threshold refuses a unit without walls');
});
