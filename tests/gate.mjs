// The gate: every step by name, two at a time where they do not share ports or files.
//
//   node tests/gate.mjs all|unit|threads|journeys|lint|fuzz|soak
//
// Each step says how many checks passed and failed; a step that ran none has failed. The last
// line is «N passed, N failed». What a failed step printed stands above it, whole.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createDatabase, startPg } from './harness/pg.mjs';

const JOBS = 2;
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

async function pool(tasks) {
	const queue = [...tasks];
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

async function unit() {
	if (!await step('build: unit tests with sanitizers', ...make('V=asan', '-j2', 'unit-build'), { bare: true }))
		return;
	const tasks = [];
	for (const src of unitSources()) {
		const bin = join('build/asan/t', src.replace(/\.c$/, ''));
		const env = { ASAN_OPTIONS: 'detect_leaks=1', UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1' };
		if (!src.endsWith('/pg_test.c'))
			tasks.push(() => step(`unit ${src} sqlite`, bin, [], { env, seconds: 300 }));
		if (/unit\/(db|search|sql|web|audit|jobs)|rooms\//.test(src))
			tasks.push(async () => step(`unit ${src} pg`, bin, [], { env: { ...env, TEST_DB: (await createDatabase()).url }, seconds: 300 }));
	}
	await pool(tasks);
}

/* Answers: the goals, when the questions and the acts are there. */
async function goals() {
	const data = process.env.EVAL_DATA || '../shared/data';
	if (!existsSync(join(data, 'laws')))
		return console.log(`skip goals of answers: ${data} is not there`);
	await step('goals of answers', ...make('eval', `EVAL_DATA=${data}`, 'EVAL=check'), { seconds: 300 });
}

/* Data races: what runs on several threads, under ThreadSanitizer. */
async function threads() {
	const tests = ['tests/unit/http/threads_test', 'tests/unit/http/live_test', 'tests/unit/search/threads_test'];
	if (!await step('build: thread tests with ThreadSanitizer', ...make('V=tsan', '-j2', ...tests.map(t => `build/tsan/t/${t}`)), { bare: true }))
		return;
	for (const t of tests)
		await step(`threads ${t}`, `build/tsan/t/${t}`, [], { env: { TSAN_OPTIONS: 'halt_on_error=1' }, seconds: 300 });
}

/* The long ones: every parser for minutes, crashes again and again. */
async function soak() {
	if (!await step('build: the program', ...make('-j2', 'all'), { bare: true }))
		return;
	for (let i = 1; i <= 10; i++)
		for (const db of ['sqlite', 'pg'])
			await step(`kill -9 under writes, ${i} of 10, ${db}`, process.execPath, ['--test', '--test-reporter=tap', 'tests/journeys/kill.test.mjs'],
				{ env: { VECHE_TEST_DB: db, VECHE_TEST_PG: process.env.VECHE_TEST_PG } });
	await step('the primary killed, the replica promoted, 10 times', process.execPath, ['--test', '--test-reporter=tap', 'tests/journeys/failover.test.mjs'],
		{ env: { VECHE_TEST_DB: 'pg', VECHE_ROUNDS: '10' } });
	for (const db of ['sqlite', 'pg'])
		await step(`alerts: 10 000 readers, 500 changes, ${db}`, process.execPath, ['--test', '--test-reporter=tap', 'rooms/alerts/test/storm.test.mjs'],
			{ env: { VECHE_TEST_DB: db, VECHE_TEST_PG: process.env.VECHE_TEST_PG, STORM: 'full' }, seconds: 10_100 });
	await fuzz(Number(process.env.FUZZ_S || 300));
}

async function tools() {
	await step('generators: golden files', 'sh', ['tests/tools/run.sh'], { env: { BUILD: 'build/tools' } });
}

async function journeys() {
	if (!await step('build: the program', ...make('-j2', 'all'), { bare: true }))
		return;
	await step('the list of security answered, reports of scanners read', process.execPath, ['--test', '--test-reporter=tap', 'tests/security/asvs.test.mjs']);
	const tests = [...files('tests/journeys', '.test.mjs'), ...files('tests/browser', '.test.mjs'), ...files('rooms', '.test.mjs')];
	// the long ones first, so that the other core is not idle at the end
	const LONG = /matrix|parity|safety|storm|pages|curation|loads|list|measure|places/;
	tests.sort((a, b) => LONG.test(b) - LONG.test(a));
	const tasks = [];
	for (const db of ['sqlite', 'pg'])
		for (const t of tests.filter(f => db === 'sqlite' ? !f.endsWith('/failover.test.mjs') : !f.endsWith('/parity.test.mjs')))	// that one has both
			tasks.push(async () => step(`${t} ${db}`, process.execPath, ['--test', '--test-reporter=tap', t],
				{ env: { VECHE_TEST_DB: db, VECHE_TEST_PG: process.env.VECHE_TEST_PG }, seconds: 600 }));
	await pool(tasks);
}

async function lint() {
	await step('build: checksrc', ...make('build/tools/checksrc'), { bare: true });
	const src = ['.c', '.h', '.sql'].flatMap(end => ['src', 'rooms', 'tools'].flatMap(dir => files(dir, end)))
		.filter(f => !f.includes('/test/'));
	await step('checksrc', 'build/tools/checksrc', src, { bare: true });
	await step('clang-format over statements', 'sh', ['scripts/format.sh', '--check'], { bare: true });
	await step('every text has its English', ...make('po-check'), { bare: true });
	await buildClang();
	await step('cppcheck', 'cppcheck', ['--enable=warning,portability', '--error-exitcode=1', '--quiet', '--inline-suppr',
		'--suppressions-list=tests/cppcheck.txt', '--std=c11', '-j2', '-Isrc', '-Irooms', '-Ibuild', 'src', ...files('rooms', '.c').filter(f => !f.includes('/test/'))], { bare: true });
}

/* Clang's warnings are errors, too: the fuzz targets and with them every source but main.c, and that. */
const buildClang = () => step('build: clang, fuzz targets', ...make('V=fuzz', '-j2', 'fuzz-build', 'build/fuzz/obj/src/main.o'), { bare: true });

/* The slowest of the checks: minutes on a fresh tree, then only what changed. */
async function tidy() {
	await step('clang-tidy', 'sh', ['scripts/tidy.sh'], { bare: true, seconds: 1500 });
}

async function fuzz(seconds) {
	if (!await buildClang())
		return;
	const tasks = [];
	for (const src of files('tests/fuzz', '.c')) {
		const name = basename(src, '.c'), short = name.replace('fuzz_', '');
		const dirs = [`tests/fuzz/corpus/${short}`, `tests/fuzz/regress/${short}`].filter(existsSync);
		const scratch = join('build/fuzz/found', short);
		mkdirSync(scratch, { recursive: true });
		const args = seconds ? [`-max_total_time=${seconds}`, '-timeout=10', '-rss_limit_mb=2048', `-artifact_prefix=${scratch}/`, scratch, ...dirs]
			: ['-runs=5000', '-timeout=10', `-artifact_prefix=${scratch}/`, scratch, ...dirs];
		tasks.push(() => step(`${name}${seconds ? ` ${seconds} s` : ''}`, join('build/fuzz/fuzz', name), args, { bare: true, seconds: seconds + 300 }));
	}
	await pool(tasks);
}

async function main(what) {
	if (['all', 'unit', 'journeys', 'soak'].includes(what))
		process.env.VECHE_TEST_PG = startPg();
	selfCheck();
	{
		if (what === 'all' || what === 'lint')
			await lint();
		if (what === 'lint')
			await tidy();
		if (what === 'all')
			await tools();
		if (what === 'all' || what === 'unit')
			await unit();
		if (what === 'all' || what === 'unit')
			await goals();
		if (what === 'all' || what === 'threads')
			await threads();
		if (what === 'soak')
			await soak();
		if (what === 'all' || what === 'journeys')
			await journeys();
		if (what === 'all' || what === 'fuzz')
			await fuzz(what === 'fuzz' ? Number(process.env.FUZZ_S || 20) : 0);
	}
	console.log(`${((Date.now() - began) / 60000).toFixed(1)} minutes`);
	console.log(`${total.passed} passed, ${total.failed} failed`);
	process.exitCode = total.failed ? 1 : 0;
}

await main(process.argv[2] || 'all');
