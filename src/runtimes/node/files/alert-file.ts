import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AlertRecord } from '../../../telemetry/alerts.ts'
import { decodeAlertRecords, encodeAlertRecords } from '../../../telemetry/alert-records.ts'
import { PRIVATE_FILE, readText } from './private-file.ts'

/**
 * Which alerts were told, in the state folder: they are not told again after a restart. Should a crash lose the last
 * change, something is told twice, so nothing waits for the disk.
 */
export class AlertFile {
  readonly #path: string
  #kept = '[]'
  #writing: Promise<void> | null = null

  constructor(home: string) {
    this.#path = join(home, 'told-alerts.json')
  }

  read(): readonly AlertRecord[] {
    const read = readText(this.#path)
    return read.ok && read.value !== null ? decodeAlertRecords(read.value) : []
  }

  /** Writes them if they have changed. Never throws, never blocks. */
  save(records: readonly AlertRecord[]): void {
    const text = encodeAlertRecords(records)
    if (text === this.#kept) return
    this.#kept = text
    this.#writing ??= this.#write()
  }

  /** Resolves when what was saved is written, or cannot be. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    const temporary = `${this.#path}.${process.pid}.tmp`
    let written = ''
    try {
      while (written !== this.#kept) {
        written = this.#kept
        await writeFile(temporary, written, { mode: PRIVATE_FILE })
        await rename(temporary, this.#path)
      }
    } catch {
      // The next change tries again; that the disk refuses is told by what must be kept.
    } finally {
      this.#writing = null
    }
  }
}
