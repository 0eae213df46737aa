import type { Bundle, BundleSession } from '../store/bundleModel.js';
import { StoreError } from '../store/errors.js';
import type { Json } from '../store/model.js';

/** A file to import. The reader never sees the file system. */
export interface SourceFile {
	/** As messages name it: relative to what the person picked. */
	readonly path: string;
	/** In bytes, where it is known beforehand. */
	readonly size?: number;
	/** The person picked this very file; false: it came along with its folder, so a stranger is no fault. */
	readonly picked: boolean;
	read(): AsyncIterable<Uint8Array>;
}

/** Something that could not be brought over as it was; everything else was. */
export interface FormatWarning {
	readonly path: string;
	/** For a person; names the session by its title. */
	readonly message: string;
}

/** A file of which nothing was read. */
export interface FormatFailure {
	readonly path: string;
	/** For a person; begins with the path and says where in the file the fault lies. */
	readonly message: string;
}

/** A file that was read. */
export interface RecognisedFile {
	readonly path: string;
	/** The format's name. */
	readonly format: string;
	readonly sessions: number;
	readonly messages: number;
}

/** What all the files together hold. */
export interface Reading {
	/** Undefined when no file held a session. */
	readonly bundle: Bundle | undefined;
	readonly recognised: readonly RecognisedFile[];
	readonly warnings: readonly FormatWarning[];
	readonly failures: readonly FormatFailure[];
	/** Paths of files that came with their folder and are no sessions. */
	readonly skipped: readonly string[];
}

/** A parsed file. */
export interface Document {
	readonly path: string;
	readonly value: Json;
}

/** One kind of file. A new one is added to the list in `readSources.ts`. */
export interface Format {
	readonly name: string;
	/** What a file of it looks like, to end the sentence "expected …". */
	readonly looksLike: string;
	/** Decides by the content, by a few fields only; a document with faults inside still counts. */
	recognises(value: Json): boolean;
	/** One for all files of an import: links may lead from file to file. */
	begin(): FormatReader;
}

export interface FormatReader {
	/** Takes the document in whole, or throws StoreError `INVALID` with the place and takes in nothing. */
	add(document: Document): { readonly sessions: number; readonly messages: number };
	finish(): { readonly groups: readonly SessionGroup[]; readonly warnings: readonly FormatWarning[] };
}

/** Sessions whose ids belong together; ids of two groups may be the same by chance. */
export type SessionGroup = readonly BundleSession[];

/** The error for what a file must not hold. */
export function invalid(message: string): StoreError {
	return new StoreError('INVALID', message);
}
