import * as vscode from 'vscode';

/** Where esbuild puts what the page runs. */
export function transcriptRoot(extensionUri: vscode.Uri): vscode.Uri {
	return vscode.Uri.joinPath(extensionUri, 'dist', 'transcript');
}

/** The empty page: it holds no data, and its policy allows nothing inline and nothing remote. */
export function transcriptHtml(webview: vscode.Webview, root: vscode.Uri): string {
	const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
	const own = webview.cspSource;
	const policy = [
		"default-src 'none'",
		`script-src ${own}`,
		`style-src ${own}`,
		`font-src ${own}`,
		'img-src data:',
		"form-action 'none'",
		"base-uri 'none'",
	].join('; ');
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('transcript.css')}">
<script defer src="${file('main.js')}"></script>
</head>
<body></body>
</html>`;
}
