const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'something else stands there',
  EBUSY: 'it is in use or mounted by itself',
  ELOOP: 'its symbolic links go in a circle',
  EMFILE: 'too many files are open',
}

/** What a failed file operation means, in words; the code goes with it for those who search for it. */
export function tellDiskFailure(error: unknown): string {
  const code = diskFailureCode(error)
  if (code === null) return error instanceof Error ? error.message : String(error)
  const meaning = MEANINGS[code]
  return meaning === undefined ? code : `${meaning} (${code})`
}

/** The system's code of a failed file operation: `ENOENT`. */
export function diskFailureCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
