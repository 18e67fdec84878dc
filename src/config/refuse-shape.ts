import type { SettingReader } from './setting-reader.ts'

/** Reports what has another shape than it must. Nothing of it is shown, since credentials may be anywhere in it. */
export function refuseShape(reader: SettingReader, place: string, accepted: string): void {
  const source = { kind: 'file', path: reader.document.path, key: place } as const
  reader.report.problem({ setting: place, source, value: null, why: 'it has another type', accepted })
}
