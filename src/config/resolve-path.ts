/** A file's path, taken relative to a folder unless it is absolute (also as Windows writes it). Purely textual. */
export function resolvePath(path: string, folder: string): string {
  if (/^(?:[/\\]|[A-Za-z]:[/\\])/.test(path)) return path
  return `${folder.replace(/[/\\]+$/, '')}/${path}`
}
