// PostgreSQL for tests: tests/harness/pg.sh runs one temporary server, each test gets a database.
//
// pg.sh start DIR prints the address of the server (last line); pg.sh stop DIR ends it. A gate that
// runs many files starts it once and passes the address in VECHE_TEST_PG; then nobody here stops it.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/* PostgreSQL's own programs: those of /usr/bin are a Perl script around them, which costs more than they do. */
const BIN = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';
export const pgTool = name => join(BIN, name);
const PG_SH = join(dirname(fileURLToPath(import.meta.url)), 'pg.sh');
const sh = (file, ...args) => execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
let server = process.env.VECHE_TEST_PG ?? null;

export function startPg() {
	if (server)
		return server;
	const dir = mkdtempSync(join(tmpdir(), 'veche-pg-'));
	process.once('exit', () => {
		sh('sh', PG_SH, 'stop', dir);
		rmSync(dir, { recursive: true, force: true });
	});
	server = sh('sh', PG_SH, 'start', dir).trim().split('\n').pop();
	return server;
}

/* The same server, another database. Works for postgresql://…/name?… and for "host=… dbname=…". */
export function withDatabase(url, name) {
	if (!/^postgres(ql)?:\/\//.test(url))
		return `${url.replace(/\bdbname=\S+/, '').trim()} dbname=${name}`;
	const [, head, , query = ''] = /^(postgres(?:ql)?:\/\/[^/?]*)(\/[^?]*)?(\?.*)?$/.exec(url);
	return `${head}/${name}${query}`;
}

/* Rows as lists of what the server wrote; NULL is '', a row of nothing else is left out. Connections stay open for the next question and keep
 * no process from its end: a psql for each was a twentieth of all that tests on PostgreSQL cost. */
const pools = new Map();
export async function query(url, text) {
	const { default: pg } = await import('pg');
	if (!pools.has(url)) {
		const pool = new pg.Pool({ connectionString: url, max: 4, allowExitOnIdle: true, types: { getTypeParser: () => v => v } });
		pool.on('error', () => {});	// an idle one was ended with its database
		pools.set(url, pool);
	}
	const r = await pools.get(url).query({ text, rowMode: 'array' });
	return [r].flat().flatMap(one => one.rows.map(row => row.map(v => v ?? ''))).filter(row => row.length > 1 || row[0] !== '');
}

/* like: the name of a database of this server that it begins as a copy of. */
export async function createDatabase(like) {
	const admin = startPg();
	const name = `veche_${process.pid}_${randomBytes(4).toString('hex')}`;
	const psql = sql => sh(pgTool('psql'), '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', admin, '-c', sql);
	psql(`create database ${name}${like ? ` template ${like} strategy file_copy` : ''}`);
	return {
		name,
		url: withDatabase(admin, name),
		/* a loaded server may not end its connections in the 5 s that it gives itself */
		drop() {
			for (let tries = 3; ; tries--)
				try { return psql(`drop database if exists ${name} with (force)`); } catch (e) { if (tries === 1) throw e; }
		},
	};
}
