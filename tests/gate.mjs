// The gate: every step by name, three at a time.
//
//   node tests/gate.mjs all|unit|threads|journeys|lint|fuzz|soak
//
// Each step says how many checks passed and failed; a step that ran none has failed. The last
// line is «N passed, N failed». What a failed step printed stands above it, whole.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { serveBrowser } from './harness/browser.mjs';
import { createDatabase, pgTool, startPg } from './harness/pg.mjs';
import { LIGHT } from './harness/server.mjs';

/* One more than the cores of a small machine: stories wait for clocks and letters, too. */
const JOBS = 3;
const OUT = 'build/test-logs';
mkdirSync(OUT, { recursive: true });

const total = { passed: 0, failed: 0 };
const began = Date.now();

/* What runners close with: cmocka, node:test, our own sh runners. */
export function tally(text) {
	let passed = 0, failed = 0, m;
	for (const re of [/\[  PASSED  \] (\d+) test/g, /^# pass (\d+)/gm, /^ℹ pass (\d+)/gm])
		while ((m = re.exec(text)))
			passed += Number(m[1]);
	for (const re of [/\[  FAILED  \] (\d+) test\(s\), listed below/g, /^# fail (\d+)/gm, /^ℹ fail (\d+)/gm])
		while ((m = re.exec(text)))
			failed += Number(m[1]);
	const plain = /^(\d+) passed, (\d+) failed/gm;
	while ((m = plain.exec(text))) {
		passed += Number(m[1]);
		failed += Number(m[2]);
	}
	return { passed, failed };
}

function run(cmd, args, env = {}, seconds = 900) {
	return new Promise(done => {
		const child = spawn(cmd, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
		let text = '';
		const timer = setTimeout(() => { text += `\n(ended after ${seconds} s)\n`; child.kill('SIGKILL'); }, seconds * 1000);
		child.stdout.on('data', d => { text += d; });
		child.stderr.on('data', d => { text += d; });
		child.on('error', e => { text += e; });
		child.on('close', code => { clearTimeout(timer); done({ code, text }); });
	});
}

/* How a step ends: its counts, or one check that it ended with 0 (`bare`). */
async function step(name, cmd, args, { env, bare = false, seconds } = {}) {
	const t = Date.now();
	const { code, text } = await run(cmd, args, env, seconds);
	let { passed, failed } = bare ? { passed: code === 0 ? 1 : 0, failed: 0 } : tally(text);
	if (code !== 0 && failed === 0)
		failed = 1;
	if (passed + failed === 0)
		failed = 1;
	total.passed += passed;
	total.failed += failed;
	writeFileSync(join(OUT, name.replace(/[^a-z0-9.]+/gi, '_') + '.log'), text);
	const s = ((Date.now() - t) / 1000).toFixed(1);
	if (failed > 0)
		console.log(text.length > 12000 ? '…' + text.slice(-12000) : text);
	console.log(`${failed ? 'FAIL' : 'ok  '} ${name}: ${passed} passed, ${failed} failed, ${s} s`);
	return failed === 0;
}

/* A task may put others in the queue: what it has just built. */
const queue = [];
async function pool(...tasks) {
	queue.push(...tasks);
	await Promise.all(Array.from({ length: JOBS }, async () => {
		while (queue.length)
			await queue.shift()();
	}));
}

const make = (...args) => ['make', ['-s', ...args]];

function files(dir, end) {
	if (!existsSync(dir))
		return [];
	return readdirSync(dir, { withFileTypes: true }).flatMap(e =>
		e.isDirectory() ? e.name === '_new' ? [] : files(join(dir, e.name), end) : e.name.endsWith(end) ? [join(dir, e.name)] : []).sort();
}

/* A gate that cannot fail is noticed: a broken test of its own must be counted as failed. */
function selfCheck() {
	const t = tally('[  PASSED  ] 2 test(s).\n[  FAILED  ] 1 test(s), listed below:\n# pass 3\n# fail 4\n5 passed, 6 failed\n');
	const good = t.passed === 10 && t.failed === 11;
	total[good ? 'passed' : 'failed']++;
	console.log(`${good ? 'ok  ' : 'FAIL'} the gate counts failures`);
}

const unitSources = () => [...files('tests/unit', '.c').filter(f => /_test\.c$|\/test_/.test(f)), ...files('rooms', '_test.c').filter(f => f.includes('/test/'))];

/* One build for both: clang's warnings are errors, too (gcc's are in the program's), and what is fuzzed
 * and what is tested have the same sanitizers. `j`: alone, or in the whole gate beside what needs it not. */
const sanitized = (j = '-j2') => step('build: clang, sanitizers, unit tests and fuzz targets',
	...make('V=fuzz', j, 'unit-build', 'fuzz-build', 'build/fuzz/obj/src/main.o'), { bare: true });

/* Does it ask a database at all? By itself, or by what its own headers say. */
function asksDatabase(src) {
	const text = readFileSync(src, 'utf8');
	return /TEST_DB/.test(text) || [...text.matchAll(/#include "(\S+\/test\/\S+\.h)"/g)]
		.some(([, h]) => /TEST_DB/.test(readFileSync(join('rooms', h), 'utf8')));
}

function unit() {
	const tasks = [];
	for (const src of unitSources()) {
		const bin = join('build/fuzz/t', src.replace(/\.c$/, ''));
		/* Each page of memory that is touched anew costs: freed memory is kept from use for 16 MiB, not 256. */
		const env = { ASAN_OPTIONS: 'detect_leaks=1:quarantine_size_mb=16:malloc_context_size=8', UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1' };
		if (!src.endsWith('/pg_test.c'))
			tasks.push(() => step(`unit ${src} sqlite`, bin, [], { env, seconds: 300 }));
		if (/unit\/(db|search|sql|web|audit|jobs)/.test(src) || asksDatabase(src))
			tasks.push(async () => step(`unit ${src} pg`, bin, [], { env: { ...env, TEST_DB: (await createDatabase()).url }, seconds: 300 }));
	}
	return tasks;
}

/* Answers: the goals, when the questions and the acts are there. */
async function goals() {
	const data = process.env.EVAL_DATA || '../shared/data';
	if (!existsSync(join(data, 'laws')))
		return console.log(`skip goals of answers: ${data} is not there`);
	await step('goals of answers', ...make('eval', `EVAL_DATA=${data}`, 'EVAL=check'), { seconds: 300 });
}

/* Data races: what runs on several threads, under ThreadSanitizer. */
async function threads(j = '-j2') {
	const tests = ['tests/unit/http/threads_test', 'tests/unit/http/live_test', 'tests/unit/search/threads_test'];
	if (!await step('build: thread tests with ThreadSanitizer', ...make('V=tsan', j, ...tests.map(t => `build/tsan/t/${t}`)), { bare: true }))
		return;
	for (const t of tests)
		await step(`threads ${t}`, `build/tsan/t/${t}`, [], { env: { TSAN_OPTIONS: 'halt_on_error=1' }, seconds: 300 });
}

/* The long ones: every parser for minutes, crashes again and again. */
async function soak() {
	if (!await program())
		return;
	for (let i = 1; i <= 10; i++)
		for (const db of ['sqlite', 'pg'])
			await step(`kill -9 under writes, ${i} of 10, ${db}`, process.execPath, ['--test-reporter=tap', 'tests/journeys/kill.test.mjs'],
				{ env: { VECHE_TEST_DB: db, VECHE_TEST_PG: process.env.VECHE_TEST_PG } });
	await step('the primary killed, the replica promoted, 10 times', process.execPath, ['--test-reporter=tap', 'tests/journeys/failover.test.mjs'],
		{ env: { VECHE_TEST_DB: 'pg', VECHE_ROUNDS: '10' } });
	for (const db of ['sqlite', 'pg'])
		await step(`alerts: 10 000 readers, 500 changes, ${db}`, process.execPath, ['--test-reporter=tap', 'rooms/alerts/test/storm.test.mjs'],
			{ env: { VECHE_TEST_DB: db, VECHE_TEST_PG: process.env.VECHE_TEST_PG, STORM: 'full' }, seconds: 10_100 });
	if (await sanitized())
		await pool(...fuzz(Number(process.env.FUZZ_S || 300)));
}

async function tools() {
	await step('generators: golden files', 'sh', ['tests/tools/run.sh'], { env: { BUILD: 'build/tools' } });
}

const program = () => step('build: the program', ...make('-j2', 'all'), { bare: true });

/* The demonstration is loaded once a database; each story begins with a copy of it. */
async function demonstrations() {
	const file = join(resolve(OUT), 'demo.db'), pg = await createDatabase();
	for (const end of ['', '-wal', '-shm'])
		rmSync(file + end, { force: true });
	for (const db of [`sqlite:${file}`, pg.url])
		await step(`the demonstration, ${db.startsWith('sqlite') ? 'sqlite' : 'pg'}`, 'sh', ['-c', 'build/veche init --db "$1" && build/veche demo --db "$1"', 'sh', db], { bare: true, env: LIGHT });
	/* as autovacuum would leave it; the tests' server has none */
	await step('the demonstration is vacuumed', pgTool('psql'), ['-X', '-q', '-d', pg.url, '-c', 'VACUUM (FREEZE, ANALYZE)'], { bare: true });
	process.env.VECHE_TEST_DEMO_SQLITE = file;
	process.env.VECHE_TEST_DEMO_PG = pg.name;
}

async function journeys() {
	await demonstrations();
	await step('the list of security answered, reports of scanners read', process.execPath, ['--test-reporter=tap', 'tests/security/asvs.test.mjs']);
	const tests = [...files('tests/journeys', '.test.mjs'), ...files('tests/browser', '.test.mjs'), ...files('rooms', '.test.mjs')];
	// the long ones first, so that the other core is not idle at the end
	const LONG = /matrix|parity|safety|storm|pages|curation|loads|list|measure|places/;
	tests.sort((a, b) => LONG.test(b) - LONG.test(a));
	const tasks = [];
	// parity has both; bytes of pages and parts are the same on both, which is what it shows
	const once = { sqlite: /failover/, pg: /\/(parity|parts|weight)\.test/ };
	for (const db of ['sqlite', 'pg'])
		for (const t of tests.filter(f => !once[db].test(f)))
			tasks.push(async () => step(`${t} ${db}`, process.execPath, ['--test-reporter=tap', t],
				{ env: { VECHE_TEST_DB: db, VECHE_TEST_PG: process.env.VECHE_TEST_PG }, seconds: 600 }));
	return tasks;
}

function lint() {
	const src = ['.c', '.h', '.sql'].flatMap(end => ['src', 'rooms', 'tools'].flatMap(dir => files(dir, end)))
		.filter(f => !f.includes('/test/'));
	return [
		async () => await step('build: checksrc', ...make('build/tools/checksrc'), { bare: true }) &&
			step('checksrc', 'build/tools/checksrc', src, { bare: true }),
		/* What the program exports, libraries call in place of their own: once it was zip_close. */
		() => step('no function of ours takes the place of a library’s', 'sh', ['-c', '! nm -D --defined-only build/veche | grep " [TD] [^_]"'], { bare: true }),
		() => step('every text has its English', ...make('po-check'), { bare: true }),
		() => step('clang-format over statements', 'sh', ['scripts/format.sh', '--check'], { bare: true }),
		() => step('cppcheck', 'cppcheck', ['--enable=warning,portability', '--error-exitcode=1', '--quiet', '--inline-suppr',
			'--suppressions-list=tests/cppcheck.txt', '--std=c11', '-j2', '-D__linux__=1', '-Isrc', '-Irooms', '-Ibuild', 'src', ...files('rooms', '.c').filter(f => !f.includes('/test/'))], { bare: true }),
	];
}

/* The slowest of the checks: minutes on a fresh tree, then only what changed. */
async function tidy() {
	await step('clang-tidy', 'sh', ['scripts/tidy.sh'], { bare: true, seconds: 1500 });
}

/* seconds 0: the corpus and some thousands of tries. */
function fuzz(seconds) {
	return files('tests/fuzz', '.c').map(src => {
		const name = basename(src, '.c'), short = name.replace('fuzz_', '');
		const dirs = [`tests/fuzz/corpus/${short}`, `tests/fuzz/regress/${short}`].filter(existsSync);
		const scratch = join('build/fuzz/found', short);
		mkdirSync(scratch, { recursive: true });
		const args = seconds ? [`-max_total_time=${seconds}`, '-timeout=10', '-rss_limit_mb=2048', `-artifact_prefix=${scratch}/`, scratch, ...dirs]
			: ['-runs=5000', '-timeout=10', `-artifact_prefix=${scratch}/`, scratch, ...dirs];
		return () => step(`${name}${seconds ? ` ${seconds} s` : ''}`, join('build/fuzz/fuzz', name), args, { bare: true, seconds: seconds + 300 });
	});
}

/* Everything in one queue, so that no core waits for the end of a part: the program first, which the
 * stories need; then builds of one core beside them. What a build makes possible comes next. */
async function all() {
	if (!await program())
		return;
	/* begun beside the loading of demonstrations, which is one process after another */
	const clang = sanitized('-j1');
	const built = async () => { if (await clang) queue.unshift(...unit(), ...fuzz(0)); };
	const [longest, ...stories] = await journeys();
	await pool(longest, built, ...lint(), tools, goals, () => threads('-j1'), ...stories);
}

const PARTS = ['all', 'unit', 'threads', 'journeys', 'lint', 'fuzz', 'soak'];

async function main(what) {
	if (!PARTS.includes(what)) {
		console.error(`gate: no part «${what}»: ${PARTS.join(', ')}`);
		process.exitCode = 2;
		return;
	}
	if (['all', 'unit', 'journeys', 'soak'].includes(what))
		process.env.VECHE_TEST_PG = startPg();
	const browser = ['all', 'journeys'].includes(what) ? await serveBrowser() : null;
	if (browser) {
		process.env.VECHE_TEST_SEEN = mkdtempSync(join(tmpdir(), 'veche-seen-'));
		process.env.VECHE_TEST_BROWSER = browser.wsEndpoint();
	}
	selfCheck();
	if (what === 'all')
		await all();
	else if (what === 'unit' && await sanitized())
		await pool(...unit(), goals);
	else if (what === 'threads')
		await threads();
	else if (what === 'journeys' && await program())
		await pool(...await journeys());
	else if (what === 'lint')
		await pool(sanitized, ...lint(), tidy);
	else if (what === 'fuzz' && await sanitized())
		await pool(...fuzz(Number(process.env.FUZZ_S || 20)));
	else if (what === 'soak')
		await soak();
	await browser?.close();
	if (browser)
		rmSync(process.env.VECHE_TEST_SEEN, { recursive: true, force: true });
	console.log(`${((Date.now() - began) / 60000).toFixed(1)} minutes`);
	console.log(`${total.passed} passed, ${total.failed} failed`);
	process.exitCode = total.failed ? 1 : 0;
}

await main(process.argv[2] || 'all');
