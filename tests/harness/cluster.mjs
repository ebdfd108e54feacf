// A PostgreSQL of a test's own, which it may stop, kill and replace: primary and streaming replica.
//
//   const a = await Node.create();                 // initdb, started; a database «veche»
//   const b = await a.replica();                   // pg_basebackup, streaming
//   a.crash(); await b.promote();
//   for (const n of Node.all) n.destroy();
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pgTool } from './pg.mjs';
import { freePort, run } from './server.mjs';

const ROOT_USER = process.getuid() === 0;

/* PostgreSQL refuses to run as root. */
const as = (file, args) => ROOT_USER ? ['runuser', ['-u', 'postgres', '--', file, ...args]] : [file, args];

export class Node {
	static all = new Set();

	constructor(dir, port) {
		Object.assign(this, { dir, port, data: join(dir, 'data') });
		Node.all.add(this);
	}

	static folder() {
		const dir = mkdtempSync(join(tmpdir(), 'veche-node-'));
		chmodSync(dir, 0o755);
		if (ROOT_USER)
			execFileSync('chown', ['postgres', dir]);
		return dir;
	}

	async pg(name, ...args) {
		const r = await run(...as(pgTool(name), args), { cwd: '/' });
		if (r.status !== 0)
			throw new Error(`${name} ${args.join(' ')}: ${r.status ?? r.signal}\n${r.err}${r.out}`);
		return r;
	}

	static async create() {
		const n = new Node(Node.folder(), await freePort());
		await n.pg('initdb', '-D', n.data, '-U', 'veche', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync');
		await n.start();
		await n.pg('createdb', '-h', '127.0.0.1', '-p', String(n.port), '-U', 'veche', 'veche');
		return n;
	}

	/* What pg_ctl starts keeps its output open for ever: into a file, never into our pipe. Without fsync:
	 * processes are killed here, not the machine, and what they have written the kernel has. */
	async start() {
		const options = `-p ${this.port} -k ${this.dir} -c listen_addresses=127.0.0.1 -c jit=off -c fsync=off -c max_wal_senders=4 -c hot_standby=on`;
		execFileSync(...as(pgTool('pg_ctl'), ['-D', this.data, '-l', join(this.data, 'server.log'), '-w', '-s', '-o', options, 'start']),
			{ cwd: '/', stdio: 'ignore' });
	}

	stop(mode = 'fast') { return this.pg('pg_ctl', '-D', this.data, '-m', mode, '-w', '-s', 'stop'); }

	get url() { return `postgres://veche@127.0.0.1:${this.port}/veche`; }

	async sql(text) {
		const r = await run(pgTool('psql'), ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', this.url, '-c', text]);
		if (r.status !== 0)
			throw new Error(`${text}\n${r.err}`);
		return r.out.trim();
	}

	/* As when the power goes: the postmaster and all it has started, at once. */
	crash() {
		const pid = Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
		const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
		process.kill(pid, 'SIGKILL');
		for (const c of children) {
			try {
				process.kill(c, 'SIGKILL');
			} catch {
				/* it has ended by itself */
			}
		}
	}

	/* A standby that streams; from now on this one acknowledges no write that it has not. */
	async replica(port) {
		const n = new Node(Node.folder(), port ?? await freePort());
		await n.pg('pg_basebackup', '-D', n.data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync',
			'-d', `host=127.0.0.1 port=${this.port} user=veche application_name=standby`);
		await n.start();
		await this.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
		await this.sql('SELECT pg_reload_conf()');
		for (let i = 0; await this.sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'") !== '1'; i++) {
			if (i > 200)
				throw new Error('the replica does not stream');
			await sleep(50);
		}
		return n;
	}

	async promote() {
		await this.pg('pg_ctl', '-D', this.data, '-w', '-s', 'promote');
	}

	destroy() {
		if (!Node.all.delete(this))
			return;
		if (readdirSync(this.dir).includes('data')) {
			try {
				execFileSync(...as(pgTool('pg_ctl'), ['-D', this.data, '-m', 'immediate', '-s', 'stop']), { cwd: '/', stdio: 'ignore' });
			} catch {
				/* it was killed already */
			}
		}
		rmSync(this.dir, { recursive: true, force: true });
	}
}
process.once('exit', () => { for (const n of Node.all) n.destroy(); });
