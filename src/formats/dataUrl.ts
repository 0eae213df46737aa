import type { Part } from '../store/model.js';

/** The media type and the base64 data of a `data:` address; undefined for any other. */
export function fromDataUrl(url: string): { readonly mediaType: string; readonly data: string } | undefined {
	if (!url.startsWith('data:')) return undefined;
	const comma = url.indexOf(',');
	const [mediaType = '', ...options] = url.slice('data:'.length, Math.max(comma, 0)).split(';');
	if (comma < 0 || !options.includes('base64')) return undefined;
	return { mediaType: mediaType || 'application/octet-stream', data: url.slice(comma + 1) };
}

/** An image at an address, or in it. */
export function imageAt(url: string, mediaType?: string): Part {
	const data = fromDataUrl(url);
	return data ? { type: 'image', ...data } : { type: 'image', mediaType: mediaType ?? 'image/*', url };
}
