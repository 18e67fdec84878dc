import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { temporaryFolder } from '../../src/runtimes/node/files/temporary-folder.ts'
import { firstRow, numberOf } from '../../src/stores/cloudflare/sql.ts'
import type { ObjectDatabase } from '../../src/stores/cloudflare/sql.ts'

/** A Durable Object's database in a file, which outlives the object: `using file = openObjectFile()`. */
export interface ObjectFile extends Disposable {
  /** Opens it as an object that is started anew does: whoever had it open before has it no more. */
  open(): ObjectDatabase
}

export function openObjectFile(): ObjectFile {
  const folder = temporaryFolder()
  let opened: DatabaseSync | null = null
  return {
    open() {
      opened?.close()
      opened = new DatabaseSync(join(folder.path, 'object.sqlite'))
      // The process outlives every object here, so nothing has to wait for the disk.
      opened.exec('pragma synchronous = off')
      return toObjectDatabase(opened)
    },
    [Symbol.dispose]() {
      opened?.close()
      folder[Symbol.dispose]()
    },
  }
}

/** What the platform takes: https://developers.cloudflare.com/durable-objects/platform/limits/ */
const MAX_TEXT_BYTES = 2_000_000

function toObjectDatabase(database: DatabaseSync): ObjectDatabase {
  const exec: ObjectDatabase['exec'] = (query, ...bindings) => {
    for (const value of bindings) {
      if (typeof value !== 'string' || Buffer.byteLength(value) <= MAX_TEXT_BYTES) continue
      throw new Error('string or blob too big: SQLITE_TOOBIG')
    }
    return database.prepare(query).all(...bindings)
  }
  const pragma = (name: string): number => numberOf(firstRow(exec(`pragma ${name}`))?.[name])
  return {
    exec,
    transaction(work) {
      database.exec('begin')
      try {
        work()
        database.exec('commit')
      } catch (error) {
        // A statement that failed may have ended it already.
        if (database.isTransaction) database.exec('rollback')
        throw error
      }
    },
    // As the platform counts: pages that were given back are no part of it.
    size: () => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size'),
  }
}
