-- What must hold of bookings and of the inventory for every program that writes the file. Triggers use only what SQLite
-- 3.40 has built in; what is there already is asked nothing.

-- Locks ----------------------------------------------------------------------------------------------------------------

-- The branch of its project, kept by the database: what is booked in a branch is found without looking at the others.
ALTER TABLE booking_locks ADD COLUMN branch_id TEXT;
UPDATE booking_locks SET branch_id = (SELECT branch_id FROM projects WHERE id = booking_locks.project_id);
DROP INDEX booking_locks_by_start;
DROP INDEX booking_locks_holds;
CREATE INDEX booking_locks_by_branch ON booking_locks(branch_id, start_time, id);
CREATE INDEX booking_locks_holds ON booking_locks(branch_id, start_time, id) WHERE kind = 'hold' AND released_at IS NULL;
CREATE TRIGGER booking_locks_branch_insert AFTER INSERT ON booking_locks BEGIN
  UPDATE booking_locks SET branch_id = (SELECT branch_id FROM projects WHERE id = NEW.project_id) WHERE id = NEW.id;
END;
CREATE TRIGGER booking_locks_branch_update AFTER UPDATE OF project_id, branch_id ON booking_locks
  WHEN NEW.branch_id IS NOT (SELECT branch_id FROM projects WHERE id = NEW.project_id)
BEGIN
  UPDATE booking_locks SET branch_id = (SELECT branch_id FROM projects WHERE id = NEW.project_id) WHERE id = NEW.id;
END;
CREATE TRIGGER projects_locks_branch AFTER UPDATE OF branch_id ON projects WHEN NEW.branch_id IS NOT OLD.branch_id BEGIN
  UPDATE booking_locks SET branch_id = NEW.branch_id WHERE project_id = NEW.id;
END;
CREATE TRIGGER projects_locks_branch_replaced AFTER INSERT ON projects
  WHEN EXISTS (SELECT 1 FROM booking_locks WHERE project_id = NEW.id AND branch_id IS NOT NEW.branch_id)
BEGIN
  UPDATE booking_locks SET branch_id = NEW.branch_id WHERE project_id = NEW.id AND branch_id IS NOT NEW.branch_id;
END;

-- What becomes firm is booked, and is asked what a booking is asked: by itself, and with its project. What is over was.
-- What comes back firm with its project is asked only whether it is still of its branch: that a thing broke, or got
-- lost, since it was booked is a fact, and is named.
CREATE TRIGGER booking_locks_firmed BEFORE UPDATE OF kind, released_at ON booking_locks
  WHEN NEW.kind = 'firm' AND NEW.released_at IS NULL AND (OLD.kind <> 'firm' OR OLD.released_at IS NOT NULL)
    AND NEW.end_time > CAST(strftime('%s', 'now') AS INTEGER)
BEGIN
  SELECT RAISE(ABORT, 'SV_BRANCH') FROM assets a, projects p
    WHERE a.id = NEW.asset_id AND p.id = NEW.project_id AND a.branch_id <> p.branch_id;
  SELECT RAISE(ABORT, 'SV_ASSET') FROM assets WHERE OLD.kind <> 'firm' AND id = NEW.asset_id AND status IN ('lost', 'retired');
  SELECT RAISE(ABORT, 'SV_TRANSIT') FROM asset_transfers WHERE OLD.kind <> 'firm' AND asset_id = NEW.asset_id AND outcome IS NULL;
  SELECT RAISE(ABORT, 'SV_AWAY') WHERE OLD.kind <> 'firm' AND EXISTS (SELECT 1 FROM asset_maintenance m
    WHERE m.asset_id = NEW.asset_id AND m.start_time < NEW.end_time AND coalesce(m.end_time, 253402300800) > NEW.start_time);
END;

-- A lock is for a sub-event of its own project, and of a kit of its branch.
CREATE TRIGGER booking_locks_parts_insert BEFORE INSERT ON booking_locks WHEN NEW.event_id IS NOT NULL OR NEW.kit_id IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'SV_EVENT') FROM project_events WHERE id = NEW.event_id AND project_id <> NEW.project_id;
  SELECT RAISE(ABORT, 'SV_KIT') FROM kits k, projects p WHERE k.id = NEW.kit_id AND p.id = NEW.project_id AND k.branch_id <> p.branch_id;
END;
CREATE TRIGGER booking_locks_parts_update BEFORE UPDATE OF project_id, event_id, kit_id ON booking_locks
  WHEN NEW.project_id IS NOT OLD.project_id OR NEW.event_id IS NOT OLD.event_id OR NEW.kit_id IS NOT OLD.kit_id
BEGIN
  SELECT RAISE(ABORT, 'SV_EVENT') FROM project_events WHERE id = NEW.event_id AND project_id <> NEW.project_id;
  SELECT RAISE(ABORT, 'SV_KIT') FROM kits k, projects p WHERE k.id = NEW.kit_id AND p.id = NEW.project_id AND k.branch_id <> p.branch_id;
END;
CREATE TRIGGER project_events_locks BEFORE UPDATE OF project_id ON project_events WHEN NEW.project_id IS NOT OLD.project_id BEGIN
  SELECT RAISE(ABORT, 'SV_EVENT') WHERE EXISTS (SELECT 1 FROM booking_locks WHERE event_id = OLD.id AND project_id <> NEW.project_id);
END;

-- Inventory --------------------------------------------------------------------------------------------------------------

-- One person is one asset.
CREATE TRIGGER assets_person_insert BEFORE INSERT ON assets
  WHEN NEW.user_id IS NOT NULL AND EXISTS (SELECT 1 FROM assets WHERE user_id = NEW.user_id AND id IS NOT NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'SV_PERSON');
END;
CREATE TRIGGER assets_person_update BEFORE UPDATE OF user_id ON assets
  WHEN NEW.user_id IS NOT NULL AND NEW.user_id IS NOT OLD.user_id
    AND EXISTS (SELECT 1 FROM assets WHERE user_id = NEW.user_id AND id IS NOT OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'SV_PERSON');
END;

-- There never become fewer of an asset than are booked at once from now on.
CREATE TRIGGER assets_capacity_update BEFORE UPDATE OF capacity ON assets
  WHEN coalesce(NEW.capacity, 1) < coalesce(OLD.capacity, 1)
BEGIN
  SELECT RAISE(ABORT, 'SV_CAPACITY') WHERE EXISTS (SELECT 1 FROM (
    SELECT sum(delta) OVER (ORDER BY t, delta ROWS UNBOUNDED PRECEDING) AS out FROM (
      SELECT max(l.start_time, CAST(strftime('%s', 'now') AS INTEGER)) AS t, l.qty AS delta FROM booking_locks l
        WHERE l.asset_id = OLD.id AND l.kind = 'firm' AND l.released_at IS NULL AND l.end_time > CAST(strftime('%s', 'now') AS INTEGER)
          AND l.start_time > CAST(strftime('%s', 'now') AS INTEGER) - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = OLD.id), 400000000000)
      UNION ALL
      SELECT l.end_time, -l.qty FROM booking_locks l
        WHERE l.asset_id = OLD.id AND l.kind = 'firm' AND l.released_at IS NULL AND l.end_time > CAST(strftime('%s', 'now') AS INTEGER)
          AND l.start_time > CAST(strftime('%s', 'now') AS INTEGER) - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = OLD.id), 400000000000)
    )
  ) WHERE out > coalesce(NEW.capacity, 1));
END;
CREATE TRIGGER assets_capacity_replaced BEFORE INSERT ON assets
  WHEN EXISTS (SELECT 1 FROM assets WHERE id = NEW.id AND coalesce(NEW.capacity, 1) < coalesce(capacity, 1))
BEGIN
  SELECT RAISE(ABORT, 'SV_CAPACITY') WHERE EXISTS (SELECT 1 FROM (
    SELECT sum(delta) OVER (ORDER BY t, delta ROWS UNBOUNDED PRECEDING) AS out FROM (
      SELECT max(l.start_time, CAST(strftime('%s', 'now') AS INTEGER)) AS t, l.qty AS delta FROM booking_locks l
        WHERE l.asset_id = NEW.id AND l.kind = 'firm' AND l.released_at IS NULL AND l.end_time > CAST(strftime('%s', 'now') AS INTEGER)
          AND l.start_time > CAST(strftime('%s', 'now') AS INTEGER) - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = NEW.id), 400000000000)
      UNION ALL
      SELECT l.end_time, -l.qty FROM booking_locks l
        WHERE l.asset_id = NEW.id AND l.kind = 'firm' AND l.released_at IS NULL AND l.end_time > CAST(strftime('%s', 'now') AS INTEGER)
          AND l.start_time > CAST(strftime('%s', 'now') AS INTEGER) - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = NEW.id), 400000000000)
    )
  ) WHERE out > coalesce(NEW.capacity, 1));
END;
