import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from '../../../tests/harness/server.mjs';

test('the list answers guests', async () => {
	const site = await start();
	try {
		const page = await site.http.get('/NAME');
		assert.equal(page.status, 200);
	} finally {
		await site.stop();
	}
});
