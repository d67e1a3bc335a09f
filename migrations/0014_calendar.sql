-- What the calendar and the inventory write: buffers, travel, repetition, kits on locks, gear on its way between branches.
-- Times are unix seconds, lengths seconds, intervals half-open: [start, end). Triggers use only what SQLite 3.40 has.

-- Sub-events -----------------------------------------------------------------------------------------------------------

-- Preparation and clearing up at the place, and the way there and back (one way): the locks of a sub-event are wider by them.
ALTER TABLE project_events ADD COLUMN buffer_before INTEGER;
ALTER TABLE project_events ADD COLUMN buffer_after INTEGER;
ALTER TABLE project_events ADD COLUMN travel_time INTEGER;

-- A rule by which a sub-event comes again. Each time is a row of `project_events`, so that it is booked, moved and listed
-- like any other; the rule counts in the wall time of its zone.
CREATE TABLE event_series (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects(id),
  rule TEXT NOT NULL,                                                     -- RFC 5545, RRULE without its name
  tz TEXT NOT NULL,                                                       -- IANA zone whose wall time it counts in
  starts_on TEXT NOT NULL,                                                -- the first start: 2026-10-20T10:00:00, wall time
  except_json TEXT,                                                       -- starts that are left out, as an array of such
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX event_series_by_project ON event_series(project_id, id);
CREATE TRIGGER event_series_version AFTER UPDATE OF project_id, rule, tz, starts_on, except_json ON event_series
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE event_series SET version = OLD.version + 1 WHERE id = NEW.id;
END;
ALTER TABLE project_events ADD COLUMN series_id TEXT REFERENCES event_series(id);
ALTER TABLE project_events ADD COLUMN occurs_on TEXT;                     -- the start that the rule gave it, wall time
CREATE INDEX project_events_by_series ON project_events(series_id, start_time, id) WHERE series_id IS NOT NULL;

DROP TRIGGER project_events_version;
CREATE TRIGGER project_events_version AFTER UPDATE OF project_id, title, start_time, end_time, tz, location, notes,
    buffer_before, buffer_after, travel_time, series_id, occurs_on ON project_events
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE project_events SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;

-- How far back a look for what reaches into a time must go: the longest sub-event that a branch ever had.
CREATE TABLE event_reach (
  branch_id TEXT PRIMARY KEY,
  longest INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO event_reach SELECT branch_id, max(end_time - start_time) FROM project_events GROUP BY branch_id;
CREATE TRIGGER event_reach_insert AFTER INSERT ON project_events BEGIN
  UPDATE event_reach SET longest = NEW.end_time - NEW.start_time
    WHERE branch_id = NEW.branch_id AND longest < NEW.end_time - NEW.start_time;
  INSERT INTO event_reach SELECT NEW.branch_id, NEW.end_time - NEW.start_time
    WHERE NOT EXISTS (SELECT 1 FROM event_reach WHERE branch_id = NEW.branch_id);
END;
CREATE TRIGGER event_reach_update AFTER UPDATE OF branch_id, start_time, end_time ON project_events BEGIN
  UPDATE event_reach SET longest = NEW.end_time - NEW.start_time
    WHERE branch_id = NEW.branch_id AND longest < NEW.end_time - NEW.start_time;
  INSERT INTO event_reach SELECT NEW.branch_id, NEW.end_time - NEW.start_time
    WHERE NOT EXISTS (SELECT 1 FROM event_reach WHERE branch_id = NEW.branch_id);
END;

-- What lasts for more than a day is little, and is looked for by itself.
CREATE INDEX project_events_long ON project_events(branch_id, start_time, end_time) WHERE end_time - start_time > 86400;

-- Locks ----------------------------------------------------------------------------------------------------------------

-- The kit as whose part it is booked.
ALTER TABLE booking_locks ADD COLUMN kit_id TEXT REFERENCES kits(id);

-- Holds that still hold, whatever they are of.
CREATE INDEX booking_locks_live ON booking_locks(coalesce(expires_at, 253402300800), end_time, start_time, asset_id, qty)
  WHERE kind = 'hold' AND released_at IS NULL;
-- What is booked of a branch in a time, earliest first; holds apart, for they are few among many locks.
CREATE INDEX booking_locks_by_start ON booking_locks(start_time, id);
CREATE INDEX booking_locks_holds ON booking_locks(start_time, id) WHERE kind = 'hold' AND released_at IS NULL;
CREATE INDEX booking_locks_held ON booking_locks(asset_id, start_time, id) WHERE kind = 'hold' AND released_at IS NULL;
CREATE INDEX asset_lock_reach_longest ON asset_lock_reach(longest);

-- Inventory ------------------------------------------------------------------------------------------------------------

-- The kit as whose part it went out.
ALTER TABLE asset_custody ADD COLUMN kit_id TEXT REFERENCES kits(id);

-- What a time under repair cost, in minor units of the branch's currency.
ALTER TABLE asset_maintenance ADD COLUMN cost INTEGER;

-- Gear on its way from one branch to another: sent, and taken in (or sent back) there.
CREATE TABLE asset_transfers (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets(id),
  from_branch_id TEXT NOT NULL REFERENCES branches(id),
  to_branch_id TEXT NOT NULL REFERENCES branches(id),
  sent_at INTEGER NOT NULL,
  sent_by TEXT REFERENCES users(id),
  note TEXT,
  outcome TEXT CHECK (outcome IN ('received', 'returned')),               -- NULL: on its way
  ended_at INTEGER,
  ended_by TEXT REFERENCES users(id),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (from_branch_id <> to_branch_id),
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
);
CREATE INDEX asset_transfers_by_asset ON asset_transfers(asset_id, sent_at, id);
CREATE INDEX asset_transfers_open ON asset_transfers(to_branch_id, sent_at, id) WHERE outcome IS NULL;
CREATE TRIGGER asset_transfers_version AFTER UPDATE OF outcome, ended_at, ended_by, note ON asset_transfers
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE asset_transfers SET version = OLD.version + 1 WHERE id = NEW.id;
END;
-- A thing is on one way at a time, and nobody books it meanwhile.
CREATE INDEX asset_transfers_by_sender ON asset_transfers(from_branch_id, asset_id);
CREATE UNIQUE INDEX asset_transfers_one_way ON asset_transfers(asset_id) WHERE outcome IS NULL;
CREATE TRIGGER booking_locks_transit_insert BEFORE INSERT ON booking_locks WHEN NEW.released_at IS NULL BEGIN
  SELECT RAISE(ABORT, 'SV_TRANSIT') FROM asset_transfers
    WHERE asset_id = NEW.asset_id AND outcome IS NULL AND NEW.end_time > CAST(strftime('%s', 'now') AS INTEGER);
END;
CREATE TRIGGER booking_locks_transit_update BEFORE UPDATE OF project_id, asset_id, start_time, end_time ON booking_locks
  WHEN NEW.released_at IS NULL
    AND (NEW.project_id IS NOT OLD.project_id OR NEW.asset_id IS NOT OLD.asset_id OR NEW.start_time IS NOT OLD.start_time OR NEW.end_time IS NOT OLD.end_time)
BEGIN
  SELECT RAISE(ABORT, 'SV_TRANSIT') FROM asset_transfers
    WHERE asset_id = NEW.asset_id AND outcome IS NULL AND NEW.end_time > CAST(strftime('%s', 'now') AS INTEGER);
END;

-- Which asset a person is, what is away now or later, and lists by type.
CREATE INDEX assets_by_user ON assets(user_id) WHERE user_id IS NOT NULL;
CREATE INDEX assets_by_type_and_name ON assets(branch_id, (type || ' ' || name) COLLATE NOCASE, id);
CREATE INDEX asset_maintenance_by_end ON asset_maintenance(coalesce(end_time, 253402300800), asset_id);

-- Custody and kits -------------------------------------------------------------------------------------------------------

-- The kit as whose part something went out is written once, like everything else that went out.
DROP TRIGGER asset_custody_update_guard;
CREATE TRIGGER asset_custody_update_guard BEFORE UPDATE ON asset_custody
  WHEN NEW.id IS NOT OLD.id OR NEW.asset_id IS NOT OLD.asset_id OR NEW.qty IS NOT OLD.qty OR NEW.out_at IS NOT OLD.out_at
    OR NEW.condition_out IS NOT OLD.condition_out OR NEW.out_by IS NOT OLD.out_by OR NEW.holder_user_id IS NOT OLD.holder_user_id
    OR NEW.kit_id IS NOT OLD.kit_id
    OR (NEW.holder IS NULL) IS NOT (OLD.holder IS NULL) OR (NEW.project_id IS NOT OLD.project_id AND NEW.project_id IS NOT NULL)
    OR (OLD.back_at IS NOT NULL AND (NEW.back_at IS NOT OLD.back_at OR NEW.back_by IS NOT OLD.back_by OR NEW.due_at IS NOT OLD.due_at
      OR NEW.condition_back IS NOT OLD.condition_back))
BEGIN
  SELECT RAISE(ABORT, 'SV_APPEND_ONLY');
END;
-- Strangers by name (erasure), and what somebody of the house has now.
CREATE INDEX asset_custody_strangers ON asset_custody(holder, id) WHERE holder IS NOT NULL;
CREATE INDEX asset_custody_open_by_user ON asset_custody(holder_user_id, id) WHERE back_at IS NULL AND holder_user_id IS NOT NULL;
CREATE INDEX asset_custody_open_by_holder ON asset_custody(holder, id) WHERE back_at IS NULL AND holder IS NOT NULL;
CREATE INDEX booking_locks_by_kit ON booking_locks(kit_id, start_time, id) WHERE kit_id IS NOT NULL;
-- What is in a kit is part of it: who changes it changes the kit.
CREATE TRIGGER kit_assets_version_insert AFTER INSERT ON kit_assets BEGIN
  UPDATE kits SET version = version + 1 WHERE id = NEW.kit_id;
END;
CREATE TRIGGER kit_assets_version_update AFTER UPDATE OF kit_id, asset_id, qty ON kit_assets BEGIN
  UPDATE kits SET version = version + 1 WHERE id IN (OLD.kit_id, NEW.kit_id);
END;
CREATE TRIGGER kit_assets_version_delete AFTER DELETE ON kit_assets BEGIN
  UPDATE kits SET version = version + 1 WHERE id = OLD.kit_id;
END;
CREATE TRIGGER search_kits_insert AFTER INSERT ON kits BEGIN
  INSERT INTO search_dirty SELECT 'kits', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'kits' AND id = NEW.id);
END;
CREATE TRIGGER search_kits_update AFTER UPDATE OF id, branch_id, name ON kits BEGIN
  INSERT INTO search_dirty SELECT 'kits', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'kits' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'kits', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'kits' AND id = OLD.id);
END;
CREATE TRIGGER search_kits_delete AFTER DELETE ON kits BEGIN
  INSERT INTO search_dirty SELECT 'kits', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'kits' AND id = OLD.id);
END;
INSERT INTO search_progress SELECT 'kits', min(rowid), max(rowid) FROM kits HAVING count(*) > 0;

-- Papers ---------------------------------------------------------------------------------------------------------------

-- Calendar files that are kept up to date: of a branch, of what an asset is booked for, of a project; of everything that
-- is reached where none is named. They are added and removed, never changed.
CREATE TABLE calendar_feeds (
  id TEXT PRIMARY KEY,
  branch_id TEXT REFERENCES branches(id),                                 -- whose it is; NULL: of the whole organization
  asset_id TEXT REFERENCES assets(id),
  project_id TEXT REFERENCES projects(id),
  path TEXT NOT NULL,
  past_days INTEGER NOT NULL CHECK (past_days BETWEEN 0 AND 3650),
  phones INTEGER NOT NULL CHECK (phones IN (0, 1)),                       -- whether phones of clients stand in it
  created_at INTEGER NOT NULL,
  created_by TEXT REFERENCES users(id),
  CHECK (asset_id IS NULL OR project_id IS NULL)
);
CREATE UNIQUE INDEX calendar_feeds_by_path ON calendar_feeds(path);
CREATE INDEX calendar_feeds_by_project ON calendar_feeds(project_id) WHERE project_id IS NOT NULL;
