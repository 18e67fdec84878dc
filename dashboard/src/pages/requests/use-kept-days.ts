import { useConfig } from '../../api/queries.ts'

const DEFAULT_DAYS = 7

/** How many days single requests are kept. */
export function useKeptDays(): number {
  const days = useConfig().data?.settings['retention.detail_days']
  return typeof days === 'number' ? days : DEFAULT_DAYS
}
