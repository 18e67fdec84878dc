import { readFileSync, statSync } from 'node:fs'
import type { Server as HttpsServer } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { Log } from '../../gateway/log.ts'
import type { Settings } from '../../model/settings.ts'
import type { Tls } from './server/http-server.ts'

const LOOK_EVERY_MS = 10_000

type TlsFiles = NonNullable<Settings['tls']>

/** Certificate and key as they were read. */
export interface LoadedTls {
  readonly tls: Tls
  readonly files: TlsFiles
  /** Of the files, from just before they were read: whatever changes after that shows. */
  readonly stamp: string | null
}

/** Reads certificate and key. Throws a sentence where they cannot be used. */
export function readTls(files: TlsFiles): LoadedTls {
  const seen = stamp(files)
  const tls = { cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) }
  createSecureContext(tls)
  return { tls, files, stamp: seen }
}

/** Takes a renewed certificate within 10 s, without a restart. What cannot be used is told and left alone. */
export function watchTls(server: HttpsServer, loaded: LoadedTls, log: Log): () => void {
  const { files } = loaded
  let seen = loaded.stamp
  const timer = setInterval(() => {
    const now = stamp(files)
    if (now === seen || now === null) return
    seen = now
    try {
      server.setSecureContext(readTls(files).tls)
      log.info('the renewed certificate is in use')
    } catch (error) {
      log.warn(`the new certificate cannot be used, the old one stays: ${error instanceof Error ? error.message : ''}`)
    }
  }, LOOK_EVERY_MS).unref()
  return () => clearInterval(timer)
}

/** Changes with either file; `null` while one is being replaced. */
function stamp({ certFile, keyFile }: TlsFiles): string | null {
  try {
    return [certFile, keyFile].map((file) => `${statSync(file).mtimeMs} ${statSync(file).ino}`).join(' ')
  } catch {
    return null
  }
}
