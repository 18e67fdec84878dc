import { fieldNumber, fieldText } from './fields.ts'
import { toAmount, toDollars, toPercent } from './look/amounts.ts'
import { toState, toneOfState } from './look/states.ts'
import { toMoment } from './look/times.ts'
import { isForPeople, type View } from './look/view.ts'
import type { Column } from './table.ts'

/* Columns of what the control API answers, as whoever looks at them wants them. */

export function textColumn(title: string, path: string): Column<unknown> {
  return { title, cell: (item) => fieldText(item, path) }
}

/** A number to be read as it is, such as a weight or a status. */
export function numberColumn(title: string, path: string): Column<unknown> {
  return { title, align: 'right', cell: (item) => fieldText(item, path) }
}

/** A number that grows large. */
export function amountColumn(title: string, path: string, view: View): Column<unknown> {
  return { title, align: 'right', cell: (item) => toAmount(fieldNumber(item, path), view) }
}

export function dollarColumn(title: string, path: string, view: View): Column<unknown> {
  return { title, align: 'right', cell: (item) => toDollars(fieldNumber(item, path), view) }
}

export function percentColumn(title: string, path: string): Column<unknown> {
  return { title, align: 'right', cell: (item) => toPercent(fieldNumber(item, path)) }
}

/** A moment in epoch ms; its title tells that it is UTC where it is. */
export function momentColumn(title: string, path: string, view: View): Column<unknown> {
  return {
    title: isForPeople(view) ? title : `${title} (UTC)`,
    whole: true,
    cell: (item) => toMoment(fieldNumber(item, path), view),
  }
}

export function stateColumn(title: string, path: string, view: View): Column<unknown> {
  return {
    title,
    whole: true,
    cell: (item) => toState(fieldText(item, path), view),
    tone: (item) => toneOfState(fieldText(item, path)),
  }
}
