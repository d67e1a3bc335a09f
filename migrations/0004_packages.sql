-- Packages and their templates are searched, and the inventory is asked by type.
-- Triggers use only what SQLite 3.40 has built in; none of them touches a full-text table.

CREATE INDEX assets_by_type ON assets(branch_id, type, name COLLATE NOCASE, id);

-- What moved is named for the search index ------------------------------------------------------------------------

CREATE TRIGGER packages_search_insert AFTER INSERT ON packages BEGIN
  INSERT INTO search_dirty SELECT 'packages', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'packages' AND id = NEW.id);
END;
CREATE TRIGGER packages_search_update AFTER UPDATE OF id, branch_id, name, type, inclusions_json ON packages BEGIN
  INSERT INTO search_dirty SELECT 'packages', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'packages' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'packages', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'packages' AND id = OLD.id);
END;
CREATE TRIGGER packages_search_delete AFTER DELETE ON packages BEGIN
  INSERT INTO search_dirty SELECT 'packages', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'packages' AND id = OLD.id);
END;
CREATE TRIGGER package_templates_search_insert AFTER INSERT ON package_templates BEGIN
  INSERT INTO search_dirty SELECT 'package_templates', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'package_templates' AND id = NEW.id);
END;
CREATE TRIGGER package_templates_search_update AFTER UPDATE OF id, name, type, inclusions_json ON package_templates BEGIN
  INSERT INTO search_dirty SELECT 'package_templates', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'package_templates' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'package_templates', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'package_templates' AND id = OLD.id);
END;
CREATE TRIGGER package_templates_search_delete AFTER DELETE ON package_templates BEGIN
  INSERT INTO search_dirty SELECT 'package_templates', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'package_templates' AND id = OLD.id);
END;

-- Rows that are there already are worked off in the background ------------------------------------------------------

INSERT INTO search_progress
  SELECT 'packages', min(rowid), max(rowid) FROM packages HAVING count(*) > 0
  UNION ALL SELECT 'package_templates', min(rowid), max(rowid) FROM package_templates HAVING count(*) > 0;
