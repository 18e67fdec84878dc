import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Databases of a Worker's objects, as `worker:dev` keeps them below its state folder. */
export type ObjectClass = 'claudeflare-pools' | 'claudeflare-gateway' | 'claudeflare-kv'

/** Paths of the databases of one class' objects. */
export function objectFiles(home: string, name: ObjectClass): readonly string[] {
  const folder = join(home, 'worker/objects', name)
  return readdirSync(folder)
    .filter((file) => /^[0-9a-f]{64}\.sqlite$/.test(file))
    .map((file) => join(folder, file))
}

/** Texts of one column, over all objects of a class, as they are on disk now. Bytes are read as latin1. */
export function readObjects(home: string, name: ObjectClass, query: string): string {
  return objectFiles(home, name)
    .flatMap((file) => {
      using database = new DatabaseSync(file, { readOnly: true })
      return database.prepare(query).all()
    })
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join('\n')
}
