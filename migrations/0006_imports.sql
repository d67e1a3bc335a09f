-- Imports: what was taken over from files of other programs, batch by batch, so that it can be continued and taken back.

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,                                            -- clients, seed
  branch_id TEXT REFERENCES branches(id),                        -- NULL: the whole organization
  user_id TEXT NOT NULL REFERENCES users(id),
  source TEXT NOT NULL,                                          -- the file's name, without its folder
  fingerprint TEXT NOT NULL,                                     -- of the file and of how it is read: what may continue it
  state TEXT NOT NULL,                                           -- applying, done, undoing, undone
  ids_ms INTEGER,                                                -- where the ids of the rows that it makes begin
  ids_tag TEXT,                                                  -- what they end in
  planned INTEGER NOT NULL,                                      -- rows that shall be made or changed
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,                            -- there already
  rejected INTEGER NOT NULL DEFAULT 0,                           -- put aside with a reason
  taken_back INTEGER NOT NULL DEFAULT 0,
  last_line INTEGER NOT NULL DEFAULT 0,                          -- everything up to here is applied
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  undone_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX imports_by_started ON imports(started_at, id);
CREATE INDEX imports_by_tag ON imports(ids_tag) WHERE ids_tag IS NOT NULL;
CREATE INDEX imports_unfinished ON imports(fingerprint) WHERE state = 'applying';

CREATE TABLE import_batches (
  import_id TEXT NOT NULL REFERENCES imports(id),
  no INTEGER NOT NULL,
  audit_id TEXT NOT NULL,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  PRIMARY KEY (import_id, no)
) WITHOUT ROWID;

-- Rows whose ids do not tell that an import made them, and rows that it changed.
CREATE TABLE import_rows (
  import_id TEXT NOT NULL REFERENCES imports(id),
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  version INTEGER,                                               -- the row's version as the import left it
  before_json TEXT,                                              -- row image (JSON); NULL: the import made the row
  after_json TEXT,                                               -- row image (JSON)
  PRIMARY KEY (import_id, tbl, row_id)
) WITHOUT ROWID;
CREATE INDEX import_rows_by_row ON import_rows(tbl, row_id);
