/**
 * Where each answer lies in the query cache: what is told by events is put there, and what a change touches is fetched
 * anew by these names.
 */
export const CACHED = {
  session: ['session'],
  overview: ['overview'],
  accounts: ['accounts'],
  pools: ['pools'],
  providers: ['providers'],
  keys: ['keys'],
  config: ['config'],
  prices: ['prices'],
  audit: ['audit'],
  requests: ['requests'],
  analytics: ['analytics'],
} as const
