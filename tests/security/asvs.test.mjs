// The list of docs/admin/asvs.md: each requirement answered once, each file that an answer names is there; and the
// readers of reports, on pieces of real ones: a finding is seen, silence is not taken for safety.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { routes } from '../harness/demo.mjs';
import { ROOT } from '../harness/server.mjs';
import { HIDDEN, queryNames, SPARED } from './targets.mjs';
import { MODULES, readSlow, readSqlmap, readWapiti, requestFile } from './tools.mjs';

const text = name => readFileSync(join(ROOT, name), 'utf8');
const ANSWERS = ['да', 'частично', 'нет', 'не применимо', 'строится'];
const rows = [...text('docs/admin/asvs.md').matchAll(/^\| (\d+\.\d+\.\d+) \| (\d) \| (.*?) \| (.*?) \| (.*) \|$/gm)].map(([, id, level, about, answer, where]) => ({ id, level, about, answer, where }));
const ids = text('tests/security/asvs.ids').split('\n').filter(l => /^\d/.test(l)).map(l => l.split(' '));

test('every requirement of levels 1 and 2 is answered once, at its level, in one of the five words', () => {
	assert.equal(ids.filter(i => i[1] === '1').length, 70);
	assert.equal(ids.filter(i => i[1] === '2').length, 183);
	assert.deepEqual(rows.map(r => [r.id, r.level]), ids);
	for (const r of rows) {
		assert.ok(ANSWERS.includes(r.answer), `${r.id}: ${r.answer}`);
		assert.ok(r.about.length > 2 && r.where.length > 2, r.id);
	}
	for (const a of ANSWERS)
		assert.match(text('docs/admin/asvs.md'), new RegExp(`^\\| ${a} \\| ${rows.filter(r => r.answer === a).length} \\|$`, 'm'), `the count of «${a}»`);
});

test('what is said to be done names where; the files are there', () => {
	for (const name of ['docs/admin/asvs.md', 'docs/admin/security.md'])
		for (const [, file] of text(name).matchAll(/`((?:assets|docs|mk|packaging|rooms|scripts|src|tests|tools)\/[\w./-]+)`/g))
			assert.ok(existsSync(join(ROOT, file)), `${name}: ${file}`);
	for (const [, file] of text('docs/admin/security.md').matchAll(/\]\(([\w./-]+\.md)/g))
		assert.ok(existsSync(join(ROOT, dirname('docs/admin/security.md'), file)), file);
	for (const r of rows.filter(r => r.answer === 'да'))
		assert.match(r.where, /`[\w./-]+`|[Нн]ет|не /, `${r.id}: where?`);
});

test('what the runner spares and what it knows by heart are routes that exist', async () => {
	const all = await routes(), names = queryNames();
	for (const path of Object.keys(SPARED))
		assert.ok(all.some(r => r.verb === 'POST' && r.path === path), path);
	assert.ok(names.size > 20, `${names.size} names in the sources`);
	for (const path of Object.keys(HIDDEN))
		assert.ok(all.some(r => r.verb === 'GET' && new RegExp(`^${r.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path)), path);
});

test('sqlmap: a hole, a clean end, an end too early, limits and errors of the server', () => {
	const hole = readSqlmap("GET parameter 'id' is vulnerable. Do you want to keep testing\n---\nParameter: id (GET)\n    Type: boolean-based blind\n", ['id']);
	assert.deepEqual(hole.findings, [{ kind: 'SQL injection', parameter: 'id' }]);
	assert.deepEqual(hole.unfinished, []);
	const clean = readSqlmap("[WARNING] GET parameter 'q' does not seem to be injectable\n[WARNING] URI parameter '#1*' does not seem to be injectable\n422 (Unprocessable Entity) - 13 times\n", ['q', '#1*']);
	assert.deepEqual([clean.findings, clean.unfinished, clean.codes], [[], [], { 422: 13 }]);
	assert.equal(readSqlmap("GET parameter 'q' does not seem to be injectable", ['q', 'sort']).unfinished.length, 1);
	assert.equal(readSqlmap('', ['q']).unfinished.length, 1);
	assert.equal(readSqlmap("parameter 'q' does not seem to be injectable\n429 (Too Many Requests) - 3 times", ['q']).unfinished.length, 1);
	assert.deepEqual(readSqlmap("parameter 'q' does not seem to be injectable\n500 (Internal Server Error) - 3 times", ['q']).findings, [{ kind: 'server error', parameter: '500' }]);
	assert.deepEqual(readSqlmap("heuristic (XSS) test shows that GET parameter 'q' might be vulnerable to cross-site scripting (XSS) attacks\nparameter 'q' does not seem to be injectable", ['q']).findings,
		[{ kind: 'reflected script', parameter: 'q' }]);
	const file = requestFile({ method: 'POST', path: '/login', form: { email: 'a', csrf: 'f' }, cookie: 'veche_form=1' }, 'http://127.0.0.1:8');
	assert.match(file, /^POST \/login HTTP\/1\.1\r\nHost: 127\.0\.0\.1:8\r\nCookie: veche_form=1\r\n[^]*Content-Length: 14\r\n[^]*\r\n\r\nemail=a&csrf=f$/);
});

test('wapiti: findings of all three kinds, modules that did not run, its own failures', () => {
	const log = MODULES.map(m => `[*] Launching module ${m}\n`).join('');
	const one = kind => ({ [kind]: [{ method: 'GET', path: '/', info: 'x', parameter: 'q' }] });
	const json = { vulnerabilities: one('SQL Injection'), anomalies: one('Internal Server Error'), additionals: one('Review'), infos: { crawled_pages_nbr: 30 } };
	const r = readWapiti(json, log);
	assert.deepEqual(r.findings.map(f => f.kind), ['SQL Injection', 'Internal Server Error', 'Review']);
	assert.deepEqual([r.unfinished, r.seen], [[], 30]);
	assert.deepEqual(readWapiti(json, log.replace('[*] Launching module xss\n', '')).unfinished, ['module xss did not run']);
	assert.ok(readWapiti({}, log).unfinished.length > 0);
	assert.ok(readWapiti(json, `${log}Traceback (most recent call last)`).unfinished.length > 0);
});

test('slowhttptest: an attack that was there, one that was not, a server that went', () => {
	const head = 'Seconds,Closed,Pending,Connected,Service Available\n';
	assert.deepEqual(readSlow(`${head}0,0,1,0,0\n1,0,0,250,500\n2,0,0,500,500\n3,20,0,480,500\n`, 450), { findings: [], unfinished: [], connected: 500 });
	assert.equal(readSlow(`${head}0,0,1,0,0\n1,0,0,9,500\n2,0,0,9,500\n`, 450).unfinished.length, 1);
	assert.equal(readSlow(`${head}0,0,1,0,0\n1,0,0,500,0\n2,0,0,500,0\n`, 450).findings.length, 1);
	assert.equal(readSlow('', 450).unfinished.length, 1);
});
