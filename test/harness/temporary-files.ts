import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that goes with its scope. */
export interface TemporaryFiles extends AsyncDisposable {
  readonly folder: string
  /** Writes a file and tells its path. */
  write(name: string, text: string): Promise<string>
}

export async function openTemporaryFiles(): Promise<TemporaryFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'cf-test-'))
  return {
    folder,
    async write(name, text) {
      const path = join(folder, name)
      await writeFile(path, text)
      return path
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 20 }),
  }
}
