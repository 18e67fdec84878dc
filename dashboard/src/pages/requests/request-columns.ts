/** A row of the list: eleven columns where there is room for them, else two lines. The list is its container. */
export const ROW =
  'grid grid-cols-[5rem_minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 items-center px-3 @5xl:grid-cols-[5.2rem_5.4rem_minmax(0,1.2fr)_minmax(0,1.5fr)_minmax(0,.7fr)_minmax(4rem,.55fr)_8rem_3rem_3rem_3rem_4rem] @5xl:px-4'

const WIDE_ONLY = 'hidden @5xl:block @5xl:row-start-1'

/** Where each cell stands in either form. */
export const CELLS = {
  time: 'col-start-1 row-start-2 @5xl:row-start-1',
  status: 'col-start-1 row-start-1 -ml-1.5 @5xl:col-start-2 @5xl:ml-0',
  model: 'col-start-2 row-start-1 @5xl:col-start-3',
  account: 'col-start-2 row-start-2 @5xl:col-start-4 @5xl:row-start-1',
  client: `${WIDE_ONLY} @5xl:col-start-5`,
  pool: `${WIDE_ONLY} @5xl:col-start-6`,
  duration: 'col-start-3 row-start-1 @5xl:col-start-7',
  prompt: `${WIDE_ONLY} @5xl:col-start-8`,
  cached: `${WIDE_ONLY} @5xl:col-start-9`,
  output: `${WIDE_ONLY} @5xl:col-start-10`,
  cost: 'col-start-3 row-start-2 @5xl:col-start-11 @5xl:row-start-1',
} as const
