-- The outbox is searched.
-- Triggers use only what SQLite 3.40 has built in; none of them touches a full-text table.

CREATE TRIGGER notifications_search_insert AFTER INSERT ON notifications BEGIN
  INSERT INTO search_dirty SELECT 'notifications', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'notifications' AND id = NEW.id);
END;
CREATE TRIGGER notifications_search_update AFTER UPDATE OF id, branch_id, project_id, type, channel, note ON notifications BEGIN
  INSERT INTO search_dirty SELECT 'notifications', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'notifications' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'notifications', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'notifications' AND id = OLD.id);
END;
CREATE TRIGGER notifications_search_delete AFTER DELETE ON notifications BEGIN
  INSERT INTO search_dirty SELECT 'notifications', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'notifications' AND id = OLD.id);
END;

-- What the project is called, and whose it is, is part of what is searched.
CREATE TRIGGER projects_search_notifications AFTER UPDATE OF details_json, client_id ON projects BEGIN
  INSERT INTO search_dirty SELECT 'notifications', n.id FROM notifications n WHERE n.project_id = NEW.id AND n.id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'notifications' AND id = n.id);
END;

-- Rows that are there already are worked off in the background.
INSERT INTO search_progress SELECT 'notifications', min(rowid), max(rowid) FROM notifications HAVING count(*) > 0;
