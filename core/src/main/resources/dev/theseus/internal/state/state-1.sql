-- The state of Theseus in the target database, format 1. Runs in one transaction, once.
-- Applications need USAGE on the schema because sync triggers call conversion functions in it; the tables stay private.
CREATE SCHEMA theseus;

COMMENT ON SCHEMA theseus IS 'State of Theseus migrations; do not change by hand';

GRANT USAGE ON SCHEMA theseus TO PUBLIC;

CREATE TABLE theseus.installation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  format integer NOT NULL,
  installed_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO theseus.installation (format) VALUES (1);

-- One owner: the session advisory lock says who may act, the fence makes a paused runner that wakes up harmless.
CREATE TABLE theseus.lease (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  fence bigint NOT NULL DEFAULT 0,
  holder text NOT NULL DEFAULT '',
  acquired_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO theseus.lease DEFAULT VALUES;

CREATE TABLE theseus.migration (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN (
    'starting', 'started', 'completing', 'completed', 'reopening', 'contracting', 'contracted',
    'rolling_back', 'rolled_back')),
  plan jsonb NOT NULL,
  plan_hash text NOT NULL,
  soak interval NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  completed_at timestamptz,
  contracted_at timestamptz,
  rolled_back_at timestamptz,
  last_error text
);

CREATE UNIQUE INDEX migration_one_active ON theseus.migration ((true))
  WHERE state NOT IN ('contracted', 'rolled_back');

-- A row without an end is a step that was begun outside of a transaction: resuming asks the catalog about it.
CREATE TABLE theseus.step (
  migration bigint NOT NULL REFERENCES theseus.migration (id),
  step text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  tries integer NOT NULL DEFAULT 1,
  lock_wait_ms double precision NOT NULL DEFAULT 0,
  lock_held_ms double precision NOT NULL DEFAULT 0,
  PRIMARY KEY (migration, step)
);

-- One row per heap (a partitioned table has one per leaf) and step; committed together with each chunk.
CREATE TABLE theseus.backfill (
  migration bigint NOT NULL REFERENCES theseus.migration (id),
  step text NOT NULL,
  relation oid NOT NULL,
  relfilenode oid NOT NULL,
  pass integer NOT NULL DEFAULT 1,
  next_block bigint NOT NULL,
  end_block bigint NOT NULL,
  rows bigint NOT NULL DEFAULT 0,
  skipped bigint NOT NULL DEFAULT 0,
  finished boolean NOT NULL DEFAULT false,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (migration, step, relation)
);

-- Rows that a backfill passed over because their new value cannot be stored. One without an end keeps the new version from
-- being published. A row without a key is known by its place and by a digest of what it held.
CREATE TABLE theseus.skipped (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration bigint NOT NULL REFERENCES theseus.migration (id),
  step text NOT NULL,
  relation oid NOT NULL,
  relation_name text NOT NULL,
  key_columns text[] NOT NULL,
  key_values text[] NOT NULL,
  digest text NOT NULL,
  row_key text NOT NULL,
  columns text NOT NULL,
  sqlstate text NOT NULL,
  message text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_at timestamptz,
  outcome text CHECK (outcome IN ('mended', 'gone'))
);

CREATE INDEX skipped_by_migration ON theseus.skipped (migration, relation);

-- One row per data change, committed together with each of its batches; it stays when the migration is rolled back, as
-- what it says was done stays too. The keys are texts; no last key means that nothing was done, no end that there was no row.
-- Migration 0 are files that another runner carries out.
CREATE TABLE theseus.change (
  migration bigint NOT NULL,
  step text NOT NULL,
  subject text NOT NULL,
  last_key text[],
  end_key text[],
  keys bigint NOT NULL DEFAULT 0,
  keys_estimated bigint NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  finished boolean NOT NULL DEFAULT false,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (migration, step)
);

-- When the sync triggers of a migration were kept from firing, and when they were put back. One without an end keeps the
-- migration where it is; any makes the backfill look for values that are stale, not only for those that are missing.
CREATE TABLE theseus.shed (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration bigint NOT NULL REFERENCES theseus.migration (id),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  who text NOT NULL DEFAULT session_user,
  reason text NOT NULL DEFAULT '',
  restored_at timestamptz,
  restored_by text
);

CREATE UNIQUE INDEX shed_open ON theseus.shed (migration) WHERE restored_at IS NULL;

-- Wishes of a second session to the one that works; read between chunks.
CREATE TABLE theseus.control (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  paused boolean NOT NULL DEFAULT false,
  max_rows_per_second bigint CHECK (max_rows_per_second > 0),
  limits jsonb NOT NULL DEFAULT '{}'
);

INSERT INTO theseus.control DEFAULT VALUES;

-- What the signals said last, written once a second by the session that works.
CREATE TABLE theseus.throttle (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  at timestamptz,
  step text NOT NULL DEFAULT '',
  signals jsonb NOT NULL DEFAULT '[]'
);

INSERT INTO theseus.throttle DEFAULT VALUES;

-- Writes whose value the other version could not represent. Written by the sync triggers in the application's transaction.
CREATE TABLE theseus.divergence (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration text NOT NULL,
  relation regclass NOT NULL,
  side text NOT NULL CHECK (side IN ('old', 'new')),
  columns text NOT NULL,
  sqlstate text NOT NULL,
  message text NOT NULL,
  row_key jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX divergence_by_migration ON theseus.divergence (migration, side);

CREATE FUNCTION theseus.record_divergence(
  migration text, relation regclass, side text, columns text, sqlstate text, message text, row_key jsonb)
RETURNS void
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO theseus.divergence (migration, relation, side, columns, sqlstate, message, row_key)
  VALUES ($1, $2, $3, $4, $5, left($6, 500), $7)
$$;

GRANT EXECUTE ON FUNCTION theseus.record_divergence(text, regclass, text, text, text, text, jsonb) TO PUBLIC;

CREATE TABLE theseus.history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration bigint NOT NULL REFERENCES theseus.migration (id),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  who text NOT NULL DEFAULT session_user,
  what text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);
