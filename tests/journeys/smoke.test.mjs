// The first breath: it starts, answers, refuses politely, stops when told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../harness/server.mjs';

let site;
before(async () => { site = await start(); });
after(async () => {
	if (!site)
		return;
	const { status } = await site.stop();
	assert.equal(status, 0, 'serve ends with status 0 when asked to stop');
});

function isPage(r) {
	assert.match(r.headers['content-type'], /^text\/html; ?charset=utf-8$/i);
	assert.match(r.text, /^<!doctype html>/i);
	assert.match(r.text, /<html[^>]* lang="/);
	const policy = r.headers['content-security-policy'];
	assert.ok(policy, 'there is a Content-Security-Policy');
	assert.match(policy, /default-src/);
	assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|data:|\*/);
	assert.equal(r.headers['x-content-type-options'], 'nosniff');
	assert.doesNotMatch(r.text, /<style|\sstyle="|<script(?![^>]*\ssrc=)|\son[a-z]+="/i, 'nothing inline');
}

test('GET / is a page under a strict policy', async () => {
	const r = await site.http.get('/');
	assert.equal(r.status, 200);
	isPage(r);
});

test('HEAD / says what GET says, without the body', async () => {
	const get = await site.http.get('/'), head = await site.http.head('/');
	assert.equal(head.status, 200);
	assert.equal(head.body.length, 0);
	assert.equal(head.headers['content-type'], get.headers['content-type']);
	assert.equal(head.headers.etag, get.headers.etag);
});

test('an unknown address is a page of our own with 404', async () => {
	const r = await site.http.get('/no/such/page');
	assert.equal(r.status, 404);
	isPage(r);
});

test('a verb that is not served is refused with what is', async () => {
	const r = await site.http.ask('/', { method: 'DELETE' });
	assert.equal(r.status, 405);
	assert.match(r.headers.allow ?? '', /GET/);
});

test('robots.txt names the sitemap', async () => {
	const r = await site.http.get('/robots.txt');
	assert.equal(r.status, 200);
	assert.match(r.headers['content-type'], /^text\/plain/);
	assert.match(r.text, /^User-agent: \*$/m);
	assert.match(r.text, /^Sitemap: http/m);
});

test('every file the front page names is there, packed and kept for long', async () => {
	const { text } = await site.http.get('/');
	const names = [...text.matchAll(/(?:href|src)="(\/[^"#]+\.(?:css|js|svg|woff2))(?:#[^"]*)?"/g)].map(m => m[1]);
	assert.ok(names.some(n => n.endsWith('.css')), 'a style sheet');
	for (const name of new Set(names)) {
		const r = await site.http.get(name, { headers: { 'accept-encoding': 'gzip' } });
		assert.equal(r.status, 200, name);
		assert.match(r.headers['cache-control'] ?? '', /immutable/, name);
		if (/\.(css|js)$/.test(name))
			assert.equal(r.headers['content-encoding'], 'gzip', name);
	}
});
