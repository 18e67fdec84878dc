import type { SettingReader } from './setting-reader.ts'
import { showValue } from './value-kind.ts'

/** Reports what has another shape than it must. Text is masked, since it may be a credential in the wrong place. */
export function refuseShape(
  reader: SettingReader,
  at: { readonly place: string; readonly value: unknown },
  accepted: string,
): void {
  reader.report.problem({
    setting: at.place,
    value: showValue({ kind: 'json', value: at.value }, typeof at.value === 'string' ? 'credential' : 'none'),
    source: { kind: 'file', path: reader.document.path, key: at.place },
    why: 'it has another type',
    accepted,
  })
}
