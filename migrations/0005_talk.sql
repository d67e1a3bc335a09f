-- What a search of everything, the outbox and the files of projects rest on.
-- Triggers use only what SQLite 3.40 has built in.

-- Numbers as people type them: whatever their case, an invoice or a serial is found at once ------------------------

CREATE INDEX invoices_by_number ON invoices(branch_id, number COLLATE NOCASE, id) WHERE number IS NOT NULL;
CREATE INDEX assets_by_serial ON assets(branch_id, serial_number COLLATE NOCASE, id) WHERE serial_number IS NOT NULL;

-- The outbox by what it is filtered by ------------------------------------------------------------------------------

CREATE INDEX notifications_by_channel ON notifications(branch_id, channel, coalesce(created_at, 0), id);
CREATE INDEX notifications_by_type ON notifications(branch_id, type, coalesce(created_at, 0), id);
CREATE INDEX notifications_billed ON notifications(branch_id, coalesce(created_at, 0), id) WHERE billed;

-- How much room the files of a project and of a branch take, by type, kept by triggers ---------------------------------
-- A size that is no number of bytes below 4 TiB (another program may write anything) counts as nothing.

CREATE TABLE media_storage (
  scope TEXT NOT NULL,                                                    -- project, branch
  id TEXT NOT NULL,
  file_type TEXT NOT NULL,                                                -- as stored; '' for none
  n INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (scope, id, file_type)
) WITHOUT ROWID;
INSERT INTO media_storage SELECT 'project', project_id, coalesce(file_type, ''), count(*),
  sum(CASE WHEN typeof(size_bytes) = 'integer' AND size_bytes BETWEEN 0 AND 4398046511103 THEN size_bytes ELSE 0 END) FROM media_objects GROUP BY 2, 3;
INSERT INTO media_storage SELECT 'branch', branch_id, coalesce(file_type, ''), count(*),
  sum(CASE WHEN typeof(size_bytes) = 'integer' AND size_bytes BETWEEN 0 AND 4398046511103 THEN size_bytes ELSE 0 END) FROM media_objects GROUP BY 2, 3;

CREATE TRIGGER media_storage_insert AFTER INSERT ON media_objects BEGIN
  INSERT INTO media_storage SELECT s.scope, s.id, coalesce(NEW.file_type, ''), 0, 0
    FROM (SELECT 'project' AS scope, NEW.project_id AS id UNION ALL SELECT 'branch', NEW.branch_id) AS s
    WHERE NOT EXISTS (SELECT 1 FROM media_storage m WHERE m.scope = s.scope AND m.id = s.id AND m.file_type = coalesce(NEW.file_type, ''));
  UPDATE media_storage SET n = n + 1,
    bytes = bytes + CASE WHEN typeof(NEW.size_bytes) = 'integer' AND NEW.size_bytes BETWEEN 0 AND 4398046511103 THEN NEW.size_bytes ELSE 0 END
    WHERE (scope, id) IN (VALUES ('project', NEW.project_id), ('branch', NEW.branch_id)) AND file_type = coalesce(NEW.file_type, '');
END;
CREATE TRIGGER media_storage_delete AFTER DELETE ON media_objects BEGIN
  UPDATE media_storage SET n = n - 1,
    bytes = bytes - CASE WHEN typeof(OLD.size_bytes) = 'integer' AND OLD.size_bytes BETWEEN 0 AND 4398046511103 THEN OLD.size_bytes ELSE 0 END
    WHERE (scope, id) IN (VALUES ('project', OLD.project_id), ('branch', OLD.branch_id)) AND file_type = coalesce(OLD.file_type, '');
END;
CREATE TRIGGER media_storage_update AFTER UPDATE OF project_id, branch_id, file_type, size_bytes ON media_objects BEGIN
  UPDATE media_storage SET n = n - 1,
    bytes = bytes - CASE WHEN typeof(OLD.size_bytes) = 'integer' AND OLD.size_bytes BETWEEN 0 AND 4398046511103 THEN OLD.size_bytes ELSE 0 END
    WHERE (scope, id) IN (VALUES ('project', OLD.project_id), ('branch', OLD.branch_id)) AND file_type = coalesce(OLD.file_type, '');
  INSERT INTO media_storage SELECT s.scope, s.id, coalesce(NEW.file_type, ''), 0, 0
    FROM (SELECT 'project' AS scope, NEW.project_id AS id UNION ALL SELECT 'branch', NEW.branch_id) AS s
    WHERE NOT EXISTS (SELECT 1 FROM media_storage m WHERE m.scope = s.scope AND m.id = s.id AND m.file_type = coalesce(NEW.file_type, ''));
  UPDATE media_storage SET n = n + 1,
    bytes = bytes + CASE WHEN typeof(NEW.size_bytes) = 'integer' AND NEW.size_bytes BETWEEN 0 AND 4398046511103 THEN NEW.size_bytes ELSE 0 END
    WHERE (scope, id) IN (VALUES ('project', NEW.project_id), ('branch', NEW.branch_id)) AND file_type = coalesce(NEW.file_type, '');
END;

-- INSERT OR REPLACE of another program: the file that goes is counted out.
CREATE TABLE media_replaced (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  branch_id TEXT NOT NULL,
  file_type TEXT NOT NULL,
  bytes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER media_replace_before BEFORE INSERT ON media_objects WHEN EXISTS (SELECT 1 FROM media_objects WHERE id = NEW.id) BEGIN
  DELETE FROM media_replaced WHERE id = NEW.id;
  INSERT INTO media_replaced SELECT id, project_id, branch_id, coalesce(file_type, ''),
    CASE WHEN typeof(size_bytes) = 'integer' AND size_bytes BETWEEN 0 AND 4398046511103 THEN size_bytes ELSE 0 END FROM media_objects WHERE id = NEW.id;
END;
CREATE TRIGGER media_replace_after AFTER INSERT ON media_objects WHEN EXISTS (SELECT 1 FROM media_replaced WHERE id = NEW.id) BEGIN
  UPDATE media_storage SET n = n - 1, bytes = bytes - (SELECT r.bytes FROM media_replaced r WHERE r.id = NEW.id)
    WHERE ((scope = 'project' AND id = (SELECT r.project_id FROM media_replaced r WHERE r.id = NEW.id))
        OR (scope = 'branch' AND id = (SELECT r.branch_id FROM media_replaced r WHERE r.id = NEW.id)))
      AND file_type = (SELECT r.file_type FROM media_replaced r WHERE r.id = NEW.id);
  DELETE FROM media_replaced WHERE id = NEW.id;
END;
CREATE TRIGGER media_replace_delete AFTER DELETE ON media_objects BEGIN
  DELETE FROM media_replaced WHERE id = OLD.id;
END;
