import type { SettingField } from './draft.ts'
import type { Strategy } from './strategies.ts'

const HOUR_MS = 3_600_000

const FIELDS = {
  window: {
    key: 'window_size',
    label: 'Window, minutes',
    hint: 'An account that was not used for so long comes first.',
    field: { kind: 'number', scale: 1, min: 0.1, max: 525_600, step: 0.1 },
  },
  session: {
    key: 'session_duration_ms',
    label: 'Session length, hours',
    hint: 'How long one account keeps the traffic.',
    field: { kind: 'number', scale: HOUR_MS, min: 0.001, max: 8_760, step: 0.001 },
  },
  hold: {
    key: 'max_hold_ms',
    label: 'Longest wait for room, seconds',
    hint: '0 is not at all; a call that would wait longer is told when to come back.',
    field: { kind: 'number', scale: 1_000, min: 0, max: 60, step: 0.1 },
  },
  utilization: {
    key: 'max_utilization',
    label: 'Use of each limit, percent at most',
    hint: 'Leave some where others use the same accounts.',
    field: { kind: 'number', scale: 0.01, min: 1, max: 100, step: 1 },
  },
  overage: {
    key: 'allow_overage',
    label: 'Go on where a plan is used up',
    hint: 'Each call is paid for then.',
    field: { kind: 'boolean' },
  },
} as const satisfies Record<string, SettingField>

/** What can be set of a pool beside its strategy. */
export function fieldsOf(strategy: Strategy): readonly SettingField[] {
  switch (strategy) {
    case 'session':
      return [FIELDS.session]
    case 'headroom':
      return [FIELDS.hold, FIELDS.utilization, FIELDS.overage]
    case 'time-window':
      return [FIELDS.window]
    case 'round-robin':
    case 'weighted':
      return []
  }
}
