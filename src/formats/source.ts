import { StoreError } from '../store/errors.js';
import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { Json, NewMessage } from '../store/model.js';

/** A file to import. The reader never sees the file system. */
export interface SourceFile {
	/** As messages name it: relative to what the person picked, folders parted by `/`. */
	readonly path: string;
	/** Where it lies, folders parted by `/`: agents name folders by sessions. Default: `path`. */
	readonly place?: string;
	/** In bytes, where it is known beforehand. */
	readonly size?: number;
	/** When it was last written, in milliseconds since 1970, where that is known. */
	readonly modified?: number;
	/** The person picked this very file; false: it came along with its folder, so a stranger is no fault. */
	readonly picked: boolean;
	read(): AsyncIterable<Uint8Array>;
}

/** Something that could not be brought over as it was; everything else was. */
export interface FormatWarning {
	readonly path: string;
	/** For a person; names the session by its title, or the line by its number. */
	readonly message: string;
}

/** A file of which nothing was read. */
export interface FormatFailure {
	readonly path: string;
	/** For a person; begins with the path and says where in the file the fault lies. */
	readonly message: string;
}

/** A file that was read. */
export interface RecognisedFile extends Count {
	readonly path: string;
	/** The format's name. */
	readonly format: string;
}

export interface Count {
	readonly sessions: number;
	readonly messages: number;
}

/** What all the files together hold. */
export interface Reading {
	/** Parents before what is below them. */
	readonly sessions: readonly IncomingSession[];
	readonly recognised: readonly RecognisedFile[];
	readonly warnings: readonly FormatWarning[];
	readonly failures: readonly FormatFailure[];
	/** Paths of files that came with their folder and are no sessions. */
	readonly skipped: readonly string[];
}

/** A value of a file with one JSON value a line. */
export interface Line {
	/** From 1. */
	readonly number: number;
	readonly value: Json;
}

/** A file whose first values were looked at. */
export interface InputFile {
	readonly path: string;
	/** `path`, with the folders above it where they are known. */
	readonly place: string;
	/** When it was last written, in milliseconds since 1970; 0 where that is not known. */
	readonly modified: number;
	/** Of a file with one JSON value a line the first of them, at most 50; else the one value of the file. */
	readonly head: readonly Json[];
	/** `lines`: one JSON value a line. A file of a single line is offered as `lines` first, then as a `document`. */
	readonly shape: 'lines' | 'document';
	/**
	 * All values, in batches; of a `document` the one. Lines that cannot be read are left out, and told of as warnings
	 * by the caller. Only once.
	 */
	lines(): AsyncIterable<readonly Line[]>;
}

/** One agent's way to write transcripts. A new one is added to the list in `readSources.ts`. */
export interface Format {
	/** The name under which sessions remember where they came from. */
	readonly name: string;
	/** For a person, such as `Claude Code`. */
	readonly title: string;
	/** A session lies in several files, none of which can be read without the others. */
	readonly isInPieces?: true;
	/**
	 * The ends of places of files that are no sessions, but texts that messages name: read only when `attached` asks for
	 * them.
	 */
	readonly attachments?: RegExp;
	/**
	 * Decides by `shape` and `head`, by a few fields only; a file with faults inside still counts. Says no to what
	 * another format would take.
	 */
	recognises(file: InputFile): boolean;
	/** One for all files of an import: links may lead from file to file. */
	begin(context: ReadContext): FormatReader;
}

export interface ReadContext {
	/** Puts a message away until it is written. After this only what it returns may be kept. */
	pack(message: UnpackedMessage): IncomingMessage;
	warn(path: string, message: string): void;
	/** The text of an attachment, by the end of its place that `attachments` matches; undefined: it did not come along. */
	readonly attached: (place: string) => Promise<string | undefined>;
}

export interface UnpackedMessage extends NewMessage {
	/** See `IncomingMessage.id`. */
	readonly id: string;
	/** See `IncomingMessage.name`. */
	readonly name?: string;
	/** See `IncomingMessage.earlier`. */
	readonly earlier?: readonly string[];
	/** See `IncomingMessage.after`. */
	readonly after: string | null;
	readonly timestamp: number;
	/**
	 * Whether `id` is to be remembered as `metadata.nativeId`; else the message must be found again by its content
	 * (see `contentNames`). Default: true.
	 */
	readonly remember?: boolean;
	/** Its values passed `checkPlainJson`: there is nothing to clear of them, and a store had them. Default: false. */
	readonly isPlain?: boolean;
}

/** A parsed file. */
export interface Document {
	readonly path: string;
	readonly value: Json;
}

export interface FormatReader {
	/**
	 * Takes the file in whole, or rejects with StoreError `INVALID` that says the place and takes in nothing. A file
	 * that only goes with another (titles, settings) counts as no session.
	 */
	add(file: InputFile): Promise<Count>;
	/** Links what lies in several files. Called once. */
	finish(): readonly IncomingSession[] | Promise<readonly IncomingSession[]>;
}

/** The error for what a file must not hold. */
export function invalid(message: string): StoreError {
	return new StoreError('INVALID', message);
}
