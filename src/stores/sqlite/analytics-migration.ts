import { backfillRollups } from './backfill-rollups.ts'
import { BLOCK_IDS } from './facets.ts'
import type { Migration } from './migration.ts'

/** A table of sums as `rollups` makes them, with what was counted since version 4. */
function cells(table: string): string {
  return `
create table ${table} (
  at integer not null,
  group_id integer not null,
  requests integer not null,
  ok integer not null,
  failed integer not null,
  cut integer not null,
  gone integer not null,
  failovers integer not null,
  input integer not null,
  output integer not null,
  cache_read integer not null,
  cache_write_5m integer not null,
  cache_write_1h integer not null,
  cost real not null,
  priced integer not null,
  duration_sum integer not null,
  first_byte_sum integer not null,
  unpriced integer not null,
  attempts integer not null,
  failures integer not null,
  limits_met integer not null,
  failovers_away integer not null,
  durations text not null,
  first_bytes text not null,
  primary key (at, group_id)
) strict, without rowid;
`
}

function addCounts(table: string): string {
  return ['unpriced', 'attempts', 'failures', 'limits_met', 'failovers_away']
    .map((name) => `alter table ${table} add column ${name} integer not null default 0;`)
    .join('\n')
}

/** Sums over whole pools, accounts and models, so that nobody adds thousands of groups up to show a month. */
const ANALYTICS = `
create table rollup_margins (
  id integer primary key,
  level text not null,
  pool text not null,
  account_id text not null,
  provider text not null,
  model text not null,
  account text not null,
  unique (level, pool, account_id, provider, model)
) strict;

create table session_minutes (
  at integer not null,
  pool text not null,
  started integer not null,
  ended integer not null,
  ended_ms integer not null,
  switches integer not null,
  primary key (at, pool)
) strict, without rowid;
`

/** Facets are numbers (`facets.ts`). Of requests that are there already none are noted. */
const FACETS = `
create table facets (
  facet integer not null,
  block integer not null,
  primary key (facet, block)
) strict, without rowid;

insert into meta (name, value) select 'facets_from', ifnull(max(id) / ${BLOCK_IDS} + 1, 0) from requests;
`

export const ANALYTICS_MIGRATION: Migration = {
  name: 'sums for analytics, and what is in which block of the ledger',
  sql:
    ANALYTICS +
    FACETS +
    ['rollup_minutes', 'rollup_hours'].map(addCounts).join('\n') +
    ['rollup_days', 'margin_minutes', 'margin_hours', 'margin_days'].map(cells).join(''),
  fill: backfillRollups,
}
