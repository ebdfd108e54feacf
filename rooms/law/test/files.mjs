// Documents made on the spot: archives with parts, Word and OpenDocument texts, Akoma Ntoso.
import { deflateRawSync } from 'node:zlib';

const TABLE = Array.from({ length: 256 }, (_, n) => {
	for (let k = 0; k < 8; k++)
		n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
	return n >>> 0;
});
const crc32 = data => ~data.reduce((c, b) => TABLE[(c ^ b) & 255] ^ (c >>> 8), ~0) >>> 0;

/** An archive of { name: text }. */
export function zip(parts) {
	const bodies = [], names = [];
	let at = 0;
	for (const [name, text] of Object.entries(parts)) {
		const raw = Buffer.from(text), packed = deflateRawSync(raw, { level: 9 }), n = Buffer.from(name);
		const head = Buffer.alloc(30), dir = Buffer.alloc(46);
		head.writeUInt32LE(0x04034b50, 0);
		[20, 0x800, 8, 0, 0x21].forEach((v, i) => head.writeUInt16LE(v, 4 + 2 * i));
		head.writeUInt32LE(crc32(raw), 14);
		head.writeUInt32LE(packed.length, 18);
		head.writeUInt32LE(raw.length, 22);
		head.writeUInt16LE(n.length, 26);
		dir.writeUInt32LE(0x02014b50, 0);
		dir.writeUInt16LE(20, 4);
		head.copy(dir, 6, 4, 30);
		dir.writeUInt32LE(at, 42);
		bodies.push(head, n, packed);
		names.push(dir, n);
		at += 30 + n.length + packed.length;
	}
	const dir = Buffer.concat(names), end = Buffer.alloc(22), count = Object.keys(parts).length;
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(count, 8);
	end.writeUInt16LE(count, 10);
	end.writeUInt32LE(dir.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...bodies, dir, end]);
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
/** A Word text: the inside of its body, and other parts. */
export const docx = (body, more = {}) => zip({
	'[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
	'word/document.xml': `${XML}<w:document ${W}><w:body>${body}</w:body></w:document>`,
	...Object.fromEntries(Object.entries(more).map(([k, v]) => [`word/${k}.xml`, `${XML}<w:${k} ${W}>${v}</w:${k}>`])),
});
const O = ['office', 'text', 'table', 'style', 'fo'].map(n => `xmlns:${n}="urn:oasis:names:tc:opendocument:xmlns:${n}:1.0"`).join(' ');
/** An OpenDocument text: the inside of its text, and its styles. */
export const odt = (body, styles = '') => zip({
	mimetype: 'application/vnd.oasis.opendocument.text',
	'content.xml': `${XML}<office:document-content ${O}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
});
/** An act in Akoma Ntoso. */
export const akn = body => `${XML}<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="fz"><meta><identification source="#s"><FRBRWork><FRBRthis value="/akn/ru/act/fz/2012-03-04/907/!main"/><FRBRdate date="2012-03-04" name="adopted"/><FRBRsubtype value="fz"/><FRBRnumber value="907-ФЗ"/></FRBRWork><FRBRExpression><FRBRdate date="2013-05-06" name="since"/></FRBRExpression></identification></meta><preface><p><docTitle>О проверке
 обмена</docTitle></p></preface><body>${body}</body></act></akomaNtoso>`;
