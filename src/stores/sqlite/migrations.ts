import { ANALYTICS_MIGRATION } from './analytics-migration.ts'
import type { Migration } from './migration.ts'

/**
 * `requests` holds a plain request's one attempt in its own row (the `attempt_*` columns), since nearly all requests are
 * plain and a second row would double what they cost; `attempt_rows` holds the attempts of all others, and the view
 * `attempts` shows both. Ids grow with time, so the primary key serves every order and range, and no other index is kept.
 */
const LEDGER = `
create table requests (
  id integer primary key,
  time integer not null,
  pool text not null,
  protocol text not null,
  operation text not null,
  method text not null,
  path text not null,
  model text,
  stream integer not null,
  client text,
  status integer not null,
  outcome text not null,
  error text,
  account_id text,
  account text,
  provider text,
  duration_ms integer not null,
  first_byte_ms integer,
  input integer,
  output integer,
  cache_read integer,
  cache_write_5m integer,
  cache_write_1h integer,
  cost real,
  available integer not null,
  passed_over text,
  attempt_count integer not null,
  attempt_reason text,
  attempt_started_ms integer,
  attempt_took_ms integer,
  attempt_status integer,
  attempt_result text
) strict;

create table attempt_rows (
  request_id integer not null,
  n integer not null,
  account_id text not null,
  account text not null,
  reason text not null,
  started_ms integer not null,
  took_ms integer not null,
  status integer,
  result text not null,
  primary key (request_id, n)
) strict, without rowid;

create view attempts as
  select id as request_id, 1 as n, account_id, account, attempt_reason as reason, attempt_started_ms as started_ms,
    attempt_took_ms as took_ms, attempt_status as status, attempt_result as result
  from requests where attempt_reason is not null
  union all
  select request_id, n, account_id, account, reason, started_ms, took_ms, status, result from attempt_rows;

create table rollup_groups (
  id integer primary key,
  pool text not null,
  account_id text not null,
  provider text not null,
  model text not null,
  account text not null,
  unique (pool, account_id, provider, model)
) strict;
`

function rollups(table: string): string {
  return `
create table ${table} (
  at integer not null,
  group_id integer not null references rollup_groups (id),
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
  durations text not null,
  first_bytes text not null,
  primary key (at, group_id)
) strict, without rowid;
`
}

const STATE = `
create table board_records (
  pool text not null,
  kind text not null,
  key text not null,
  record text not null,
  primary key (pool, kind, key)
) strict, without rowid;

create table client_keys (
  id text primary key,
  name text not null,
  hash text not null unique,
  scopes text not null,
  pools text not null,
  models text not null,
  expires_at integer,
  requests_per_minute integer,
  created_at integer not null,
  last_used_at integer
) strict;

create table meta (
  name text primary key,
  value integer not null
) strict, without rowid;
`

/**
 * `accounts.record` is what is known of an account as JSON, its credential apart and sealed. Nothing here is a secret in
 * the clear: keys and sessions are kept as hashes.
 */
const ACCESS = `
alter table client_keys add column tokens_per_minute integer;
alter table client_keys add column budget_usd real;
alter table client_keys add column budget_per text;

create table key_spend (
  key_id text not null,
  period text not null,
  usd real not null,
  primary key (key_id, period)
) strict, without rowid;

create table accounts (
  key text primary key,
  id text not null unique,
  name text not null unique,
  version integer not null,
  record text not null,
  sealed text
) strict, without rowid;

create table account_locks (
  key text primary key,
  holder text not null,
  until integer not null
) strict, without rowid;

create table vault (
  one integer primary key check (one = 1),
  salt text not null,
  sealed text not null
) strict;

create table holdings (
  pool text not null,
  resource text not null,
  account_id text not null,
  at integer not null,
  primary key (pool, resource)
) strict, without rowid;

create index holdings_at on holdings (at);

create table sessions (
  hash text primary key,
  key_id text not null,
  key_hash text not null,
  created_at integer not null,
  used_at integer not null
) strict, without rowid;

create table audit (
  id integer primary key,
  at integer not null,
  who text not null,
  action text not null,
  target text not null,
  detail text
) strict;
`

/** JSON in both tables: what was seen of accounts' rooms, and how long the call had waited (`row-room.ts`). */
const ROOMS = `
alter table requests add column attempt_room text;
alter table requests add column no_room text;
alter table attempt_rows add column room text;

drop view attempts;
create view attempts as
  select id as request_id, 1 as n, account_id, account, attempt_reason as reason, attempt_started_ms as started_ms,
    attempt_took_ms as took_ms, attempt_status as status, attempt_result as result, attempt_room as room
  from requests where attempt_reason is not null
  union all
  select request_id, n, account_id, account, reason, started_ms, took_ms, status, result, room from attempt_rows;
`

export const MIGRATIONS: readonly Migration[] = [
  {
    name: 'ledger, rollups, board and client keys',
    sql: LEDGER + rollups('rollup_minutes') + rollups('rollup_hours') + STATE,
  },
  { name: 'accounts, budgets, holdings, sessions and the audit log', sql: ACCESS },
  { name: 'rooms in the trace', sql: ROOMS },
  ANALYTICS_MIGRATION,
]
