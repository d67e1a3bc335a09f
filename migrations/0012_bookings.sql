-- What is booked, who has it and what is away: locks over assets, custody, maintenance, kits.
-- Times are unix seconds, intervals half-open: [start, end). Quantities are whole pieces.
-- Triggers use only what SQLite 3.40 has built in.

ALTER TABLE assets ADD COLUMN user_id TEXT REFERENCES users(id);          -- the person that a human asset is
ALTER TABLE assets ADD COLUMN capacity INTEGER;                           -- how many there are of it; NULL: one

-- Locks ------------------------------------------------------------------------------------------------------------

-- A hold is shown and never stands in anybody's way; a firm lock does. Buffers are within the times; they say how much
-- of the beginning and the end is preparation and clearing up. A lock of a cancelled or trashed project is released: it
-- stays, for the day on which the project comes back, and blocks nothing.
CREATE TABLE booking_locks (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects(id),
  event_id TEXT REFERENCES project_events(id),
  asset_id TEXT NOT NULL REFERENCES assets(id),
  start_time INTEGER NOT NULL CHECK (typeof(start_time) = 'integer'),
  end_time INTEGER NOT NULL CHECK (typeof(end_time) = 'integer'),
  kind TEXT NOT NULL CHECK (kind IN ('hold', 'firm')),
  qty INTEGER NOT NULL DEFAULT 1 CHECK (typeof(qty) = 'integer' AND qty BETWEEN 1 AND 1000000),
  buffer_before INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before >= 0),    -- seconds
  buffer_after INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after >= 0),      -- seconds
  expires_at INTEGER,                                                     -- a hold: the first moment at which it holds no more
  released_at INTEGER,
  created_at INTEGER,
  created_by TEXT REFERENCES users(id),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (start_time >= -62135596800 AND end_time <= 253402300800 AND start_time < end_time),
  CHECK (buffer_before + buffer_after < end_time - start_time)
);
CREATE INDEX booking_locks_firm ON booking_locks(asset_id, start_time, end_time, qty, id) WHERE kind = 'firm' AND released_at IS NULL;
CREATE INDEX booking_locks_by_asset ON booking_locks(asset_id, start_time, id);
CREATE INDEX booking_locks_by_project ON booking_locks(project_id, start_time, id);
CREATE INDEX booking_locks_by_event ON booking_locks(event_id, start_time, id) WHERE event_id IS NOT NULL;

-- How far back a look for overlaps must go: the longest lock that an asset ever had. `stacked` is set once there were
-- several of an asset when it was locked: only then can its locks lie over each other, and the neighbour not tell all.
CREATE TABLE asset_lock_reach (
  asset_id TEXT PRIMARY KEY,
  longest INTEGER NOT NULL,
  stacked INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER booking_locks_reach_insert AFTER INSERT ON booking_locks BEGIN
  UPDATE asset_lock_reach SET longest = max(longest, NEW.end_time - NEW.start_time),
      stacked = max(stacked, coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1) > 1)
    WHERE asset_id = NEW.asset_id;
  INSERT INTO asset_lock_reach
    SELECT NEW.asset_id, NEW.end_time - NEW.start_time, coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1) > 1
    WHERE NOT EXISTS (SELECT 1 FROM asset_lock_reach WHERE asset_id = NEW.asset_id);
END;
CREATE TRIGGER booking_locks_reach_update AFTER UPDATE OF asset_id, start_time, end_time, kind, qty, released_at ON booking_locks BEGIN
  UPDATE asset_lock_reach SET longest = max(longest, NEW.end_time - NEW.start_time),
      stacked = max(stacked, coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1) > 1)
    WHERE asset_id = NEW.asset_id;
  INSERT INTO asset_lock_reach
    SELECT NEW.asset_id, NEW.end_time - NEW.start_time, coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1) > 1
    WHERE NOT EXISTS (SELECT 1 FROM asset_lock_reach WHERE asset_id = NEW.asset_id);
END;

-- No asset is booked twice, whoever writes. The only one of its kind: the last lock that begins before the new one ends
-- tells, however many there are. Of several: the most that are out at once, over the locks that reach into the new one.
CREATE TRIGGER booking_locks_clash_insert BEFORE INSERT ON booking_locks
  WHEN NEW.kind = 'firm' AND NEW.released_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'SV_LOCK') WHERE NEW.qty > coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1);
  SELECT RAISE(ABORT, 'SV_LOCK') WHERE CASE
    WHEN coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1) = 1
      AND coalesce((SELECT stacked FROM asset_lock_reach WHERE asset_id = NEW.asset_id), 1) = 0
    THEN (SELECT l.end_time FROM booking_locks l
        WHERE l.asset_id = NEW.asset_id AND l.kind = 'firm' AND l.released_at IS NULL AND l.id <> NEW.id AND l.start_time < NEW.end_time
        ORDER BY l.start_time DESC LIMIT 1) > NEW.start_time
    ELSE EXISTS (SELECT 1 FROM (
        SELECT sum(delta) OVER (ORDER BY t, delta ROWS UNBOUNDED PRECEDING) AS out FROM (
          SELECT max(l.start_time, NEW.start_time) AS t, l.qty AS delta FROM booking_locks l
            WHERE l.asset_id = NEW.asset_id AND l.kind = 'firm' AND l.released_at IS NULL AND l.id <> NEW.id AND l.start_time < NEW.end_time
              AND l.start_time > NEW.start_time - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = NEW.asset_id), 400000000000)
              AND l.end_time > NEW.start_time
          UNION ALL
          SELECT l.end_time, -l.qty FROM booking_locks l
            WHERE l.asset_id = NEW.asset_id AND l.kind = 'firm' AND l.released_at IS NULL AND l.id <> NEW.id AND l.start_time < NEW.end_time
              AND l.start_time > NEW.start_time - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = NEW.asset_id), 400000000000)
              AND l.end_time > NEW.start_time
        )
      ) WHERE out + NEW.qty > coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1))
    END;
END;
CREATE TRIGGER booking_locks_clash_update BEFORE UPDATE OF id, asset_id, start_time, end_time, kind, qty, released_at ON booking_locks
  WHEN NEW.kind = 'firm' AND NEW.released_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'SV_LOCK') WHERE NEW.qty > coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1);
  SELECT RAISE(ABORT, 'SV_LOCK') WHERE CASE
    WHEN coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1) = 1
      AND coalesce((SELECT stacked FROM asset_lock_reach WHERE asset_id = NEW.asset_id), 1) = 0
    THEN (SELECT l.end_time FROM booking_locks l
        WHERE l.asset_id = NEW.asset_id AND l.kind = 'firm' AND l.released_at IS NULL AND l.id <> OLD.id AND l.start_time < NEW.end_time
        ORDER BY l.start_time DESC LIMIT 1) > NEW.start_time
    ELSE EXISTS (SELECT 1 FROM (
        SELECT sum(delta) OVER (ORDER BY t, delta ROWS UNBOUNDED PRECEDING) AS out FROM (
          SELECT max(l.start_time, NEW.start_time) AS t, l.qty AS delta FROM booking_locks l
            WHERE l.asset_id = NEW.asset_id AND l.kind = 'firm' AND l.released_at IS NULL AND l.id <> OLD.id AND l.start_time < NEW.end_time
              AND l.start_time > NEW.start_time - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = NEW.asset_id), 400000000000)
              AND l.end_time > NEW.start_time
          UNION ALL
          SELECT l.end_time, -l.qty FROM booking_locks l
            WHERE l.asset_id = NEW.asset_id AND l.kind = 'firm' AND l.released_at IS NULL AND l.id <> OLD.id AND l.start_time < NEW.end_time
              AND l.start_time > NEW.start_time - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = NEW.asset_id), 400000000000)
              AND l.end_time > NEW.start_time
        )
      ) WHERE out + NEW.qty > coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1))
    END;
END;

-- A lock is not put, or moved, onto what is not there: a thing that is lost or retired from now on, something under
-- repair, a person on leave. That it breaks afterwards is a fact, and is never refused: the lock stays and is named.
CREATE TRIGGER booking_locks_away_insert BEFORE INSERT ON booking_locks WHEN NEW.released_at IS NULL BEGIN
  SELECT RAISE(ABORT, 'SV_ASSET') FROM assets
    WHERE id = NEW.asset_id AND status IN ('lost', 'retired') AND NEW.end_time > CAST(strftime('%s', 'now') AS INTEGER);
  SELECT RAISE(ABORT, 'SV_AWAY') WHERE EXISTS (SELECT 1 FROM asset_maintenance m
    WHERE m.asset_id = NEW.asset_id AND m.start_time < NEW.end_time AND coalesce(m.end_time, 253402300800) > NEW.start_time);
  SELECT RAISE(ABORT, 'SV_BRANCH') FROM assets a, projects p
    WHERE a.id = NEW.asset_id AND p.id = NEW.project_id AND a.branch_id <> p.branch_id;
  SELECT RAISE(ABORT, 'SV_PROJECT') FROM projects WHERE id = NEW.project_id AND status IN ('cancelled', 'trashed');
END;
CREATE TRIGGER booking_locks_away_update BEFORE UPDATE OF project_id, asset_id, start_time, end_time ON booking_locks
  WHEN NEW.released_at IS NULL
    AND (NEW.project_id IS NOT OLD.project_id OR NEW.asset_id IS NOT OLD.asset_id OR NEW.start_time IS NOT OLD.start_time OR NEW.end_time IS NOT OLD.end_time)
BEGIN
  SELECT RAISE(ABORT, 'SV_ASSET') FROM assets
    WHERE id = NEW.asset_id AND status IN ('lost', 'retired') AND NEW.end_time > CAST(strftime('%s', 'now') AS INTEGER);
  SELECT RAISE(ABORT, 'SV_AWAY') WHERE EXISTS (SELECT 1 FROM asset_maintenance m
    WHERE m.asset_id = NEW.asset_id AND m.start_time < NEW.end_time AND coalesce(m.end_time, 253402300800) > NEW.start_time);
  SELECT RAISE(ABORT, 'SV_BRANCH') FROM assets a, projects p
    WHERE a.id = NEW.asset_id AND p.id = NEW.project_id AND a.branch_id <> p.branch_id;
  SELECT RAISE(ABORT, 'SV_PROJECT') FROM projects WHERE id = NEW.project_id AND status IN ('cancelled', 'trashed');
END;
-- What is released comes back with its project only.
CREATE TRIGGER booking_locks_unreleased BEFORE UPDATE OF released_at ON booking_locks
  WHEN OLD.released_at IS NOT NULL AND NEW.released_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'SV_PROJECT') FROM projects WHERE id = NEW.project_id AND status IN ('cancelled', 'trashed');
END;

-- Locks follow their project, whoever moves it. Booking makes holds firm; if one clashes, the project is not booked.
-- Going back to an inquiry makes them holds again.
CREATE TRIGGER projects_locks_release AFTER UPDATE OF status ON projects
  WHEN NEW.status IN ('cancelled', 'trashed') AND OLD.status NOT IN ('cancelled', 'trashed')
BEGIN
  UPDATE booking_locks SET released_at = CAST(strftime('%s', 'now') AS INTEGER) WHERE project_id = NEW.id AND released_at IS NULL;
END;
CREATE TRIGGER projects_locks_return AFTER UPDATE OF status ON projects
  WHEN OLD.status IN ('cancelled', 'trashed') AND NEW.status NOT IN ('cancelled', 'trashed')
BEGIN
  UPDATE booking_locks SET released_at = NULL, kind = CASE
      WHEN NEW.status = 'inquiry' THEN 'hold'
      WHEN coalesce(OLD.status_before, 'inquiry') LIKE '%inquiry' THEN 'firm' -- its last word is what it was before all
     
      ELSE kind END
    WHERE project_id = NEW.id AND released_at IS NOT NULL;
END;
CREATE TRIGGER projects_locks_firm AFTER UPDATE OF status ON projects
  WHEN OLD.status = 'inquiry' AND NEW.status NOT IN ('inquiry', 'cancelled', 'trashed')
BEGIN
  UPDATE booking_locks SET kind = 'firm' WHERE project_id = NEW.id AND kind = 'hold' AND released_at IS NULL;
END;
CREATE TRIGGER projects_locks_hold AFTER UPDATE OF status ON projects
  WHEN NEW.status = 'inquiry' AND OLD.status NOT IN ('inquiry', 'cancelled', 'trashed')
BEGIN
  UPDATE booking_locks SET kind = 'hold' WHERE project_id = NEW.id AND kind = 'firm' AND released_at IS NULL;
END;

-- INSERT OR REPLACE of another program moves a project without an update.
CREATE TRIGGER projects_locks_replaced AFTER INSERT ON projects WHEN EXISTS (SELECT 1 FROM booking_locks WHERE project_id = NEW.id) BEGIN
  UPDATE booking_locks SET released_at = CAST(strftime('%s', 'now') AS INTEGER)
    WHERE project_id = NEW.id AND released_at IS NULL AND NEW.status IN ('cancelled', 'trashed');
  UPDATE booking_locks SET released_at = NULL, kind = CASE WHEN NEW.status = 'inquiry' THEN 'hold' ELSE 'firm' END
    WHERE project_id = NEW.id AND NEW.status NOT IN ('cancelled', 'trashed')
      AND (released_at IS NOT NULL OR kind <> CASE WHEN NEW.status = 'inquiry' THEN 'hold' ELSE 'firm' END);
END;

CREATE TRIGGER booking_locks_version AFTER UPDATE OF project_id, event_id, asset_id, start_time, end_time, kind, qty, buffer_before, buffer_after, expires_at, released_at ON booking_locks
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE booking_locks SET version = OLD.version + 1 WHERE id = NEW.id;
END;

-- What is away: under repair, on leave, busy elsewhere ---------------------------------------------------------------

CREATE TABLE asset_maintenance (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets(id),
  kind TEXT NOT NULL CHECK (kind IN ('maintenance', 'leave', 'busy')),
  start_time INTEGER NOT NULL,
  end_time INTEGER,                                                       -- NULL: nobody knows yet
  reason TEXT,
  created_at INTEGER,
  created_by TEXT REFERENCES users(id),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (end_time IS NULL OR end_time > start_time)
);
CREATE INDEX asset_maintenance_by_asset ON asset_maintenance(asset_id, start_time, id);
CREATE TRIGGER asset_maintenance_version AFTER UPDATE OF asset_id, kind, start_time, end_time, reason ON asset_maintenance
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE asset_maintenance SET version = OLD.version + 1 WHERE id = NEW.id;
END;

-- Custody: who had it, for what, in which state it went and came back -------------------------------------------------

CREATE TABLE asset_custody (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets(id),
  project_id TEXT REFERENCES projects(id),
  event_id TEXT,                                                          -- the sub-event that it went out for, if it is known
  holder_user_id TEXT REFERENCES users(id),                               -- one of the house …
  holder TEXT,                                                            -- … or anybody else, by name
  qty INTEGER NOT NULL DEFAULT 1 CHECK (qty >= 1),
  out_at INTEGER NOT NULL,
  due_at INTEGER,
  back_at INTEGER,                                                        -- NULL: still out
  condition_out TEXT,
  condition_back TEXT,
  out_by TEXT REFERENCES users(id),
  back_by TEXT REFERENCES users(id),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (back_at IS NULL OR back_at >= out_at),
  CHECK (due_at IS NULL OR due_at > out_at),
  CHECK (holder_user_id IS NOT NULL OR holder IS NOT NULL)
);
CREATE INDEX asset_custody_by_asset ON asset_custody(asset_id, out_at, id);
CREATE INDEX asset_custody_open ON asset_custody(asset_id, qty) WHERE back_at IS NULL;
CREATE INDEX asset_custody_open_by_due ON asset_custody(coalesce(due_at, 253402300800), id) WHERE back_at IS NULL;
CREATE INDEX asset_custody_by_project ON asset_custody(project_id, out_at, id) WHERE project_id IS NOT NULL;

-- Nothing goes out that is out already.
CREATE TRIGGER asset_custody_out BEFORE INSERT ON asset_custody WHEN NEW.back_at IS NULL BEGIN
  SELECT RAISE(ABORT, 'SV_CUSTODY')
    WHERE NEW.qty + coalesce((SELECT sum(qty) FROM asset_custody WHERE asset_id = NEW.asset_id AND back_at IS NULL), 0)
      > coalesce((SELECT capacity FROM assets WHERE id = NEW.asset_id), 1);
END;
-- The chain of custody is written on, never over: the return, and when it is due, are added to what went out. Two things
-- may go later: the name of a stranger (erasure) and the project (purge).
CREATE TRIGGER asset_custody_insert_guard BEFORE INSERT ON asset_custody WHEN EXISTS (SELECT 1 FROM asset_custody WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'SV_APPEND_ONLY');
END;
CREATE TRIGGER asset_custody_update_guard BEFORE UPDATE ON asset_custody
  WHEN NEW.id IS NOT OLD.id OR NEW.asset_id IS NOT OLD.asset_id OR NEW.qty IS NOT OLD.qty OR NEW.out_at IS NOT OLD.out_at
    OR NEW.condition_out IS NOT OLD.condition_out OR NEW.out_by IS NOT OLD.out_by OR NEW.holder_user_id IS NOT OLD.holder_user_id
    OR (NEW.holder IS NULL) IS NOT (OLD.holder IS NULL) OR (NEW.project_id IS NOT OLD.project_id AND NEW.project_id IS NOT NULL)
    OR (OLD.back_at IS NOT NULL AND (NEW.back_at IS NOT OLD.back_at OR NEW.back_by IS NOT OLD.back_by OR NEW.due_at IS NOT OLD.due_at
      OR NEW.condition_back IS NOT OLD.condition_back))
BEGIN
  SELECT RAISE(ABORT, 'SV_APPEND_ONLY');
END;
CREATE TRIGGER asset_custody_delete_guard BEFORE DELETE ON asset_custody
  WHEN NOT EXISTS (SELECT 1 FROM import_rows r JOIN imports i ON i.id = r.import_id
    WHERE r.tbl = 'asset_custody' AND r.row_id = OLD.id AND i.state = 'undoing')
BEGIN
  SELECT RAISE(ABORT, 'SV_APPEND_ONLY');
END;

-- Kits: what goes out together -----------------------------------------------------------------------------------------

CREATE TABLE kits (
  id TEXT PRIMARY KEY,
  branch_id TEXT NOT NULL REFERENCES branches(id),
  name TEXT NOT NULL,
  notes TEXT,
  archived_at INTEGER,
  created_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX kits_by_name ON kits(branch_id, name COLLATE NOCASE, id);
CREATE TABLE kit_assets (
  id TEXT PRIMARY KEY,
  kit_id TEXT NOT NULL REFERENCES kits(id),
  asset_id TEXT NOT NULL REFERENCES assets(id),
  qty INTEGER NOT NULL DEFAULT 1 CHECK (qty >= 1)
);
CREATE INDEX kit_assets_by_kit ON kit_assets(kit_id, asset_id);
CREATE INDEX kit_assets_by_asset ON kit_assets(asset_id, kit_id);
CREATE TRIGGER kits_version AFTER UPDATE OF branch_id, name, notes, archived_at ON kits
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE kits SET version = OLD.version + 1 WHERE id = NEW.id;
END;
