/** What a form holds while it is changed, by field. */
export type Draft = Readonly<Record<string, string | boolean>>

type FieldKind =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  /** A number that is shown in another unit than it is kept in: `scale` of the kept one make one of the shown one. */
  | {
      readonly kind: 'number'
      readonly scale: number
      readonly min: number
      readonly max: number
      readonly step: number
    }

export interface SettingField {
  /** Its key at the API. */
  readonly key: string
  readonly label: string
  readonly hint: string
  readonly field: FieldKind
}

export function toDraft(fields: readonly SettingField[], values: Readonly<Record<string, unknown>>): Draft {
  return Object.fromEntries(fields.map(({ key, field }) => [key, toText(field, values[key])]))
}

function toText(field: FieldKind, value: unknown): string | boolean {
  switch (field.kind) {
    case 'boolean':
      return value === true
    case 'number':
      return typeof value === 'number' ? String(round(value / field.scale)) : ''
    case 'text':
      return typeof value === 'string' ? value : ''
  }
}

/** Ten digits: what was divided or multiplied is written as it was meant. */
function round(value: number): number {
  return Number(value.toPrecision(10))
}

/** What has changed, as the API takes it. */
export function changesOf(
  fields: readonly SettingField[],
  draft: Draft,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const before = toDraft(fields, values)
  const changed = fields.filter(({ key }) => draft[key] !== before[key])
  return Object.fromEntries(changed.map(({ key, field }) => [key, toValue(field, draft[key])]))
}

function toValue(field: FieldKind, given: string | boolean | undefined): unknown {
  if (field.kind !== 'number') return given
  const value = Number(given) * field.scale
  // Whole units of what is kept, where it is shown in larger ones; 70 percent are 0.7.
  return field.scale > 1 ? Math.round(value) : round(value)
}
