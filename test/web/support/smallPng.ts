import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Colours of a picture: nobody tells a window in more of them from it, and the VSIX has to stay small. */
const most = 128;

interface Pixels {
	readonly width: number;
	readonly height: number;
	/** `0xRRGGBB` a pixel. */
	readonly colours: Uint32Array;
}

/** The same picture with a palette: a window of VS Code has few colours, and takes half of the bytes. */
export function smallPng(png: Buffer): Buffer {
	const { width, height, colours } = decode(png);
	const counts = new Map<number, number>();
	for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
	const boxes = split([...counts.keys()], counts);
	const palette = boxes.map((box) => average(box, counts));
	const indices = new Map(boxes.flatMap((box, index) => box.map((colour) => [colour, index] as const)));
	const rows = Buffer.alloc((width + 1) * height);
	colours.forEach((colour, at) => {
		rows[at + Math.floor(at / width) + 1] = indices.get(colour) ?? 0;
	});
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 3, 0, 0, 0], 8);
	return Buffer.concat([
		png.subarray(0, 8),
		chunk('IHDR', header),
		chunk('PLTE', Buffer.from(palette.flatMap((colour) => channels(colour)))),
		chunk('IDAT', deflateSync(rows, { level: 9 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function channels(colour: number): [number, number, number] {
	return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
}

/** Median cut: the box that reaches furthest along a channel, by the pixels in it, is cut in two. */
function split(all: readonly number[], counts: ReadonlyMap<number, number>): readonly (readonly number[])[] {
	const boxes = [measure(all, counts)];
	while (boxes.length < most) {
		boxes.sort((a, b) => b.weight - a.weight);
		const widest = boxes[0];
		if (!widest || widest.weight === 0) break;
		const { channel, colours } = widest;
		const sorted = colours.toSorted((a, b) => (channels(a)[channel] ?? 0) - (channels(b)[channel] ?? 0));
		const middle = sorted.length >> 1;
		boxes.splice(0, 1, measure(sorted.slice(0, middle), counts), measure(sorted.slice(middle), counts));
	}
	return boxes.map(({ colours }) => colours);
}

function measure(
	colours: readonly number[],
	counts: ReadonlyMap<number, number>,
): { colours: readonly number[]; channel: number; weight: number } {
	const low = [255, 255, 255];
	const high = [0, 0, 0];
	let pixels = 0;
	for (const colour of colours) {
		pixels += counts.get(colour) ?? 0;
		channels(colour).forEach((value, at) => {
			low[at] = Math.min(low[at] ?? value, value);
			high[at] = Math.max(high[at] ?? value, value);
		});
	}
	const reach = high.map((value, at) => value - (low[at] ?? value));
	const widest = Math.max(...reach);
	return { colours, channel: reach.indexOf(widest), weight: widest * Math.log(1 + pixels) };
}

function average(colours: readonly number[], counts: ReadonlyMap<number, number>): number {
	const sum = [0, 0, 0];
	let pixels = 0;
	for (const colour of colours) {
		const count = counts.get(colour) ?? 0;
		pixels += count;
		channels(colour).forEach((value, at) => (sum[at] = (sum[at] ?? 0) + value * count));
	}
	const [red = 0, green = 0, blue = 0] = sum.map((value) => Math.round(value / pixels));
	return (red << 16) | (green << 8) | blue;
}

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const framed = Buffer.alloc(body.length + 8);
	framed.writeUInt32BE(data.length, 0);
	body.copy(framed, 4);
	framed.writeUInt32BE(crc32(body), body.length + 4);
	return framed;
}

/** Reads what Chromium writes: eight bits a channel, not interlaced, with or without alpha. */
function decode(png: Buffer): Pixels {
	const width = png.readUInt32BE(16);
	const height = png.readUInt32BE(20);
	const size = png[25] === 6 ? 4 : 3;
	const parts: Buffer[] = [];
	for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
		if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
			parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
		}
	}
	const raw = inflateSync(Buffer.concat(parts));
	const stride = width * size;
	let above = new Uint8Array(stride);
	const colours = new Uint32Array(width * height);
	for (let y = 0; y < height; y++) {
		const start = y * (stride + 1);
		const row = Uint8Array.from(raw.subarray(start + 1, start + 1 + stride));
		unfilter(raw[start] ?? 0, row, above, size);
		for (let x = 0; x < width; x++) {
			const [red = 0, green = 0, blue = 0] = row.subarray(x * size, x * size + 3);
			colours[y * width + x] = (red << 16) | (green << 8) | blue;
		}
		above = row;
	}
	return { width, height, colours };
}

function unfilter(filter: number, row: Uint8Array, above: Uint8Array, size: number): void {
	for (let at = 0; at < row.length; at++) {
		const left = row[at - size] ?? 0;
		const up = above[at] ?? 0;
		const corner = above[at - size] ?? 0;
		row[at] = (row[at] ?? 0) + (guess(filter, left, up, corner) & 255);
	}
}

function guess(filter: number, left: number, up: number, corner: number): number {
	switch (filter) {
		case 1:
			return left;
		case 2:
			return up;
		case 3:
			return (left + up) >> 1;
		case 4: {
			const [byLeft, byUp, byCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
			if (byLeft === undefined || byUp === undefined || byCorner === undefined) return 0;
			return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
		}
		default:
			return 0;
	}
}
