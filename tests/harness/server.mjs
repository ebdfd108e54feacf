// A portal of its own for a test: temporary database, free port, stopped at the end.
//
//   const site = await start();            // VECHE_TEST_DB=sqlite (default) or pg
//   await site.http.get('/');
//   await site.stop();                     // -> exit status; the folder is removed
//
// VECHE_BIN names another program than build/veche; VECHE_TEST_KEEP=1 keeps the folder.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { client, request } from './http.mjs';
import { createDatabase } from './pg.mjs';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const BIN = process.env.VECHE_BIN ?? join(ROOT, 'build/veche');
export const DB = process.env.VECHE_TEST_DB ?? 'sqlite';
const READY_MS = 20_000, STOP_MS = 15_000, LOG_MAX = 256 * 1024;

/* A port nobody listens on now. */
export function freePort() {
	return new Promise((ok, no) => {
		const s = createServer();
		s.once('error', no);
		s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => ok(port)); });
	});
}

/* Passwords are hashed as lightly as allowed: a check as the portal's own takes 64 MiB and a fifth of a second. */
export const LIGHT = { VECHE_ARGON_MEMORY: '8', VECHE_ARGON_PASSES: '1' };

/* Runs a program to its end: { status, signal, out, err }. */
export function run(file, args, { env = process.env, ...options } = {}) {
	return new Promise((ok, no) => {
		const p = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...LIGHT, ...env }, ...options });
		let out = '', err = '';
		p.stdout.setEncoding('utf8').on('data', d => { out += d; });
		p.stderr.setEncoding('utf8').on('data', d => { err += d; });
		p.once('error', no);
		p.once('close', (status, signal) => ok({ status, signal, out, err }));
		p.stdin.on('error', () => {}).end(options.input ?? '');
	});
}

/* The portal's own command line over the same database: veche('migrate'), veche('user', 'add', …). */
export async function veche(db, ...args) {
	const r = await run(BIN, [args[0], '--db', db, ...args.slice(1)]);
	if (r.status !== 0)
		throw new Error(`veche ${args.join(' ')}: status ${r.status ?? r.signal}\n${r.err}${r.out}`);
	return r;
}

/* Nothing that was started here outlives the test, however that ends. */
const alive = new Set();
process.on('exit', () => { for (const p of alive) p.kill('SIGKILL'); });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
	process.on(signal, () => process.exit(130));

/* A process that serves, its log, and the way to end it and nothing else. */
export class Served {
	constructor(file, args, { env, ready, base, cwd }) {
		this.said = [];		/* a string grown and cut at every line would be copied whole at each */
		this.saidLength = 0;
		this.base = base;
		this.process = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
		const keep = d => this.say(d);
		this.process.stdout.setEncoding('utf8').on('data', keep);
		this.process.stderr.setEncoding('utf8').on('data', keep);
		this.ended = new Promise(ok => {
			this.process.once('error', e => { this.say(`${e.message}\n`); ok({ status: null, signal: null, error: e }); });
			this.process.once('close', (status, signal) => ok({ status, signal }));
		});
		this.over = null;
		alive.add(this.process);
		this.ended.then(r => { this.over = r; alive.delete(this.process); });
		this.ready = ready;
	}

	get pid() { return this.process.pid; }

	say(text) {
		this.said.push(text);
		this.saidLength += text.length;
		while (this.saidLength - this.said[0].length > LOG_MAX)
			this.saidLength -= this.said.shift().length;
	}
	/* The last of what it wrote. */
	get log() { return this.said.join('').slice(-LOG_MAX); }

	/* What it wrote may reach us after its answer did. */
	async logged(what, ms = 5000) {
		for (const end = Date.now() + ms; !what.test(this.log) && Date.now() < end;)
			await sleep(20);
		assert.match(this.log, what);
	}

	async wait(ms = READY_MS) {
		const until = Date.now() + ms;
		for (;;) {
			if (this.over)
				throw new Error(`it ended before it served: ${JSON.stringify(this.over)}\n${this.log}`);
			const r = await request(this.base + this.ready, { timeout: 2000 }).catch(() => null);
			if (r && r.status < 500)
				return this;
			if (Date.now() > until) {
				await this.kill('SIGKILL');
				throw new Error(`no answer from ${this.base}${this.ready} in ${ms} ms\n${this.log}`);
			}
			await sleep(30);
		}
	}

	/* By its own id; SIGKILL when it does not go. */
	async kill(signal = 'SIGTERM', ms = STOP_MS) {
		if (!this.over)
			this.process.kill(signal);
		const timer = setTimeout(() => this.over || this.process.kill('SIGKILL'), ms);
		const r = await this.ended;
		clearTimeout(timer);
		return r;
	}
}

/* Limits that a person never meets and a test would; and as many loops as a small machine has cores: on PostgreSQL
 * each has a connection that prepares every statement for itself. */
const EASY = { loops: 2, rate_browse: 1000000, rate_heavy: 1000000, rate_form: 1000000, rate_login: 1000000, rate_api: 1000000, rate_ask: 0,
	argon_memory: LIGHT.VECHE_ARGON_MEMORY, argon_passes: LIGHT.VECHE_ARGON_PASSES, stop_grace: 5 };
const flags = set => Object.entries(set).map(([k, v]) => `--${k}=${v}`);

/* options: set (settings by name), limits: true keeps the real ones, env, db (then the caller owns it),
 * prepare (commands before serve; by default init), demo: true loads the demonstration, or copies one that
 * the gate has loaded. */
export async function start(options = {}) {
	const dir = mkdtempSync(join(tmpdir(), 'veche-test-'));
	const copied = options.demo && !options.db && !options.prepare && (DB === 'pg' ? process.env.VECHE_TEST_DEMO_PG : process.env.VECHE_TEST_DEMO_SQLITE);
	const own = options.db ? null : DB === 'pg' ? await createDatabase(copied) : { url: `sqlite:${join(dir, 'veche.db')}`, drop() {} };
	if (copied && DB !== 'pg')
		copyFileSync(copied, join(dir, 'veche.db'));
	const db = options.db ?? own.url;
	const clean = async () => {
		await own?.drop();
		if (!process.env.VECHE_TEST_KEEP)
			rmSync(dir, { recursive: true, force: true });
	};
	try {
		for (const words of copied ? [] : options.prepare ?? [['init']])
			await veche(db, ...words);
		if (options.demo && !copied)
			await veche(db, 'demo');
		const port = await freePort();
		const base = `http://127.0.0.1:${port}`;
		const serve = () => new Served(BIN, ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, ...flags({ ...options.limits ? {} : EASY, ...options.set })],
			{ env: options.env, cwd: dir, base, ready: '/health' }).wait();
		let served = await serve();
		return {
			db, dir, port, base,
			get pid() { return served.pid; },
			get log() { return served.log; },
			logged: (what, ms) => served.logged(what, ms),
			http: client(base),
			client: () => client(base),		// somebody else: cookies of their own
			veche: (...args) => veche(db, ...args),
			crash: () => served.kill('SIGKILL'),
			async restart() { await served.kill(); served = await serve(); },
			async revive() { served = await serve(); },
			async stop() {
				const r = await served.kill();
				await clean();
				return r;
			},
		};
	} catch (e) {
		await clean();
		throw e;
	}
}
