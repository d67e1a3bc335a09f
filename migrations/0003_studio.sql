-- The studio around the clients: projects with their sub-events, quotes and tasks, packages and their templates.
-- Amounts in tables of our own are integers in minor units; rates are hundredths of a percent (18 % = 1800).
-- Triggers use only what SQLite 3.40 has built in; none of them touches a full-text table.

-- Added columns -------------------------------------------------------------------------------------------------

ALTER TABLE projects ADD COLUMN lead_user_id TEXT REFERENCES users(id);   -- who answers for it: "my projects"
ALTER TABLE projects ADD COLUMN delivery_at INTEGER;                      -- unix seconds: when the client gets the result
ALTER TABLE projects ADD COLUMN status_before TEXT;                       -- what a cancelled or trashed project goes back to
ALTER TABLE projects ADD COLUMN trashed_at INTEGER;                       -- unix seconds
ALTER TABLE packages ADD COLUMN template_id TEXT REFERENCES package_templates(id);
ALTER TABLE packages ADD COLUMN template_revision INTEGER;                -- the revision that was copied or accepted last
ALTER TABLE packages ADD COLUMN template_json TEXT;                       -- what that revision said: the base of a diff
ALTER TABLE packages ADD COLUMN ignored_revision INTEGER;                 -- an update that the branch does not want
ALTER TABLE packages ADD COLUMN archived_at INTEGER;                      -- unix seconds
ALTER TABLE media_objects ADD COLUMN title TEXT;
ALTER TABLE notifications ADD COLUMN note TEXT;
ALTER TABLE notifications ADD COLUMN created_by TEXT REFERENCES users(id);

-- Packages of the organization, copied to branches ----------------------------------------------------------------

CREATE TABLE package_templates (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES organizations(id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  currency TEXT NOT NULL,                                                 -- ISO 4217: a copy in another currency asks for a price
  price INTEGER NOT NULL,                                                 -- minor units
  tax_rate INTEGER NOT NULL,                                              -- hundredths of a percent
  inclusions_json TEXT,
  exclusions_json TEXT,
  resource_hooks_json TEXT,
  revision INTEGER NOT NULL DEFAULT 1,                                    -- counts published changes
  archived_at INTEGER,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX package_templates_by_org ON package_templates(org_id, name COLLATE NOCASE, id);

-- Sub-events of a project ------------------------------------------------------------------------------------------

CREATE TABLE project_events (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects(id),
  branch_id TEXT NOT NULL REFERENCES branches(id),
  title TEXT NOT NULL,
  start_time INTEGER NOT NULL,                                            -- unix seconds
  end_time INTEGER NOT NULL,                                              -- unix seconds; [start, end)
  tz TEXT NOT NULL,                                                       -- IANA zone that its times are said in
  location TEXT,
  notes TEXT,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (end_time > start_time)
);
CREATE INDEX project_events_by_project ON project_events(project_id, start_time, id);
CREATE INDEX project_events_by_start ON project_events(branch_id, start_time, id);

-- Quotes -----------------------------------------------------------------------------------------------------------

CREATE TABLE quotes (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects(id),
  branch_id TEXT NOT NULL REFERENCES branches(id),
  status TEXT NOT NULL,                                                   -- draft, sent, accepted, declined, expired
  currency TEXT NOT NULL,                                                 -- ISO 4217
  package_id TEXT REFERENCES packages(id),
  package_json TEXT,                                                      -- the package as it was quoted
  discount INTEGER NOT NULL DEFAULT 0,                                    -- minor units, before tax
  advance INTEGER NOT NULL DEFAULT 0,                                     -- minor units that activate the project once paid
  subtotal INTEGER NOT NULL DEFAULT 0,                                    -- minor units: the lines less the discount
  tax INTEGER NOT NULL DEFAULT 0,                                         -- minor units
  total INTEGER NOT NULL DEFAULT 0,                                       -- minor units: subtotal + tax
  valid_until INTEGER,                                                    -- unix seconds: the first moment at which it has expired
  notes TEXT,
  reason TEXT,                                                            -- why it was declined
  sent_at INTEGER,
  decided_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by TEXT REFERENCES users(id),
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX quotes_by_project ON quotes(project_id, created_at, id);

CREATE TABLE quote_items (
  id TEXT PRIMARY KEY,
  quote_id TEXT NOT NULL REFERENCES quotes(id),
  position INTEGER NOT NULL,
  item_type TEXT NOT NULL,                                                -- service, merch
  description TEXT NOT NULL,
  qty INTEGER NOT NULL,                                                   -- thousandths
  unit_price INTEGER NOT NULL,                                            -- minor units
  tax_rate INTEGER NOT NULL,                                              -- hundredths of a percent
  total INTEGER NOT NULL,                                                 -- minor units, before discount and tax
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX quote_items_by_quote ON quote_items(quote_id, position, id);

-- Tasks ------------------------------------------------------------------------------------------------------------

CREATE TABLE task_templates (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES organizations(id),
  branch_id TEXT REFERENCES branches(id),                                 -- NULL: for every branch
  name TEXT NOT NULL,
  items_json TEXT NOT NULL,                                               -- [{"title","stage","anchor","days","checklist"}]
  archived_at INTEGER,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX task_templates_by_org ON task_templates(org_id, name COLLATE NOCASE, id);

CREATE TABLE project_tasks (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects(id),
  branch_id TEXT NOT NULL REFERENCES branches(id),
  template_id TEXT REFERENCES task_templates(id),
  title TEXT NOT NULL,
  stage TEXT NOT NULL,                                                    -- the project status that it belongs to: its group
  anchor TEXT,                                                            -- booking, shoot, delivery; NULL: due_at stands alone
  days INTEGER,                                                           -- days after (before: negative) the anchor
  due_at INTEGER,                                                         -- unix seconds; kept in step with its anchor
  assignee_user_id TEXT REFERENCES users(id),
  checklist_json TEXT,                                                    -- [{"text","done"}]
  notes TEXT,
  position INTEGER NOT NULL DEFAULT 0,
  done_at INTEGER,
  done_by TEXT REFERENCES users(id),
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX project_tasks_by_project ON project_tasks(project_id, stage, position, id);
CREATE INDEX project_tasks_open_by_due ON project_tasks(branch_id, coalesce(due_at, 32503680000), id) WHERE done_at IS NULL;
CREATE INDEX project_tasks_mine_by_due ON project_tasks(branch_id, assignee_user_id, coalesce(due_at, 32503680000), id) WHERE done_at IS NULL;
CREATE INDEX project_tasks_done ON project_tasks(branch_id, done_at, id) WHERE done_at IS NOT NULL;

-- Indexes that the lists walk -----------------------------------------------------------------------------------

CREATE INDEX projects_by_lead ON projects(branch_id, lead_user_id, coalesce(created_at, 0), id) WHERE lead_user_id IS NOT NULL;
CREATE INDEX projects_trashed ON projects(trashed_at, id) WHERE trashed_at IS NOT NULL;
CREATE INDEX packages_live_by_name ON packages(branch_id, name COLLATE NOCASE, id) WHERE archived_at IS NULL;
CREATE INDEX packages_archived_by_name ON packages(branch_id, name COLLATE NOCASE, id) WHERE archived_at IS NOT NULL;
CREATE INDEX packages_by_template ON packages(template_id) WHERE template_id IS NOT NULL;
CREATE INDEX media_objects_by_project ON media_objects(project_id, coalesce(uploaded_at, 0), id);
CREATE INDEX messages_by_scope ON messages(scope_id, coalesce(created_at, 0), id);
CREATE INDEX notifications_by_created ON notifications(branch_id, coalesce(created_at, 0), id);
CREATE INDEX notifications_by_project_created ON notifications(project_id, coalesce(created_at, 0), id);

-- Counts of rows that are there already, then kept by triggers ------------------------------------------------------

INSERT INTO row_counts SELECT 'packages', branch_id, 'live', count(*) FROM packages GROUP BY 2;
INSERT INTO row_counts SELECT 'notifications', branch_id, 'all', count(*) FROM notifications GROUP BY 2;

CREATE TRIGGER packages_count_insert AFTER INSERT ON packages BEGIN
  INSERT INTO row_counts SELECT 'packages', NEW.branch_id, CASE WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'packages' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'packages' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END;
END;
CREATE TRIGGER packages_count_delete AFTER DELETE ON packages BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'packages' AND branch_id = OLD.branch_id AND state = CASE WHEN OLD.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END;
END;
CREATE TRIGGER packages_count_update AFTER UPDATE OF branch_id, archived_at ON packages
  WHEN NEW.branch_id IS NOT OLD.branch_id OR CASE WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END IS NOT CASE WHEN OLD.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END
BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'packages' AND branch_id = OLD.branch_id AND state = CASE WHEN OLD.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END;
  INSERT INTO row_counts SELECT 'packages', NEW.branch_id, CASE WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'packages' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'packages' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END;
END;
CREATE TRIGGER project_tasks_count_insert AFTER INSERT ON project_tasks BEGIN
  INSERT INTO row_counts SELECT 'project_tasks', NEW.branch_id, CASE WHEN NEW.done_at IS NOT NULL THEN 'done' ELSE 'open' END, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'project_tasks' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.done_at IS NOT NULL THEN 'done' ELSE 'open' END);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'project_tasks' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.done_at IS NOT NULL THEN 'done' ELSE 'open' END;
END;
CREATE TRIGGER project_tasks_count_delete AFTER DELETE ON project_tasks BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'project_tasks' AND branch_id = OLD.branch_id AND state = CASE WHEN OLD.done_at IS NOT NULL THEN 'done' ELSE 'open' END;
END;
CREATE TRIGGER project_tasks_count_update AFTER UPDATE OF branch_id, done_at ON project_tasks
  WHEN NEW.branch_id IS NOT OLD.branch_id OR CASE WHEN NEW.done_at IS NOT NULL THEN 'done' ELSE 'open' END IS NOT CASE WHEN OLD.done_at IS NOT NULL THEN 'done' ELSE 'open' END
BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'project_tasks' AND branch_id = OLD.branch_id AND state = CASE WHEN OLD.done_at IS NOT NULL THEN 'done' ELSE 'open' END;
  INSERT INTO row_counts SELECT 'project_tasks', NEW.branch_id, CASE WHEN NEW.done_at IS NOT NULL THEN 'done' ELSE 'open' END, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'project_tasks' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.done_at IS NOT NULL THEN 'done' ELSE 'open' END);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'project_tasks' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.done_at IS NOT NULL THEN 'done' ELSE 'open' END;
END;
CREATE TRIGGER notifications_count_insert AFTER INSERT ON notifications BEGIN
  INSERT INTO row_counts SELECT 'notifications', NEW.branch_id, 'all', 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'notifications' AND branch_id = NEW.branch_id AND state = 'all');
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'notifications' AND branch_id = NEW.branch_id AND state = 'all';
END;
CREATE TRIGGER notifications_count_delete AFTER DELETE ON notifications BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'notifications' AND branch_id = OLD.branch_id AND state = 'all';
END;
CREATE TRIGGER notifications_count_update AFTER UPDATE OF branch_id ON notifications
  WHEN NEW.branch_id IS NOT OLD.branch_id
BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'notifications' AND branch_id = OLD.branch_id AND state = 'all';
  INSERT INTO row_counts SELECT 'notifications', NEW.branch_id, 'all', 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'notifications' AND branch_id = NEW.branch_id AND state = 'all');
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'notifications' AND branch_id = NEW.branch_id AND state = 'all';
END;

-- INSERT OR REPLACE of another program: the row that goes is counted out.
CREATE TRIGGER packages_replace_before BEFORE INSERT ON packages WHEN EXISTS (SELECT 1 FROM packages WHERE id = NEW.id) BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'packages' AND id = NEW.id;
  INSERT INTO replaced_rows SELECT 'packages', id, branch_id, CASE WHEN archived_at IS NOT NULL THEN 'archived' ELSE 'live' END, NULL, NULL FROM packages WHERE id = NEW.id;
END;
CREATE TRIGGER packages_replace_after AFTER INSERT ON packages WHEN EXISTS (SELECT 1 FROM replaced_rows WHERE tbl = 'packages' AND id = NEW.id) BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'packages'
    AND (branch_id, state) = (SELECT branch_id, state FROM replaced_rows WHERE tbl = 'packages' AND id = NEW.id);
  DELETE FROM replaced_rows WHERE tbl = 'packages' AND id = NEW.id;
END;
CREATE TRIGGER packages_replace_delete AFTER DELETE ON packages BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'packages' AND id = OLD.id;
END;
CREATE TRIGGER project_tasks_replace_before BEFORE INSERT ON project_tasks WHEN EXISTS (SELECT 1 FROM project_tasks WHERE id = NEW.id) BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'project_tasks' AND id = NEW.id;
  INSERT INTO replaced_rows SELECT 'project_tasks', id, branch_id, CASE WHEN done_at IS NOT NULL THEN 'done' ELSE 'open' END, NULL, NULL FROM project_tasks WHERE id = NEW.id;
END;
CREATE TRIGGER project_tasks_replace_after AFTER INSERT ON project_tasks WHEN EXISTS (SELECT 1 FROM replaced_rows WHERE tbl = 'project_tasks' AND id = NEW.id) BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'project_tasks'
    AND (branch_id, state) = (SELECT branch_id, state FROM replaced_rows WHERE tbl = 'project_tasks' AND id = NEW.id);
  DELETE FROM replaced_rows WHERE tbl = 'project_tasks' AND id = NEW.id;
END;
CREATE TRIGGER project_tasks_replace_delete AFTER DELETE ON project_tasks BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'project_tasks' AND id = OLD.id;
END;
CREATE TRIGGER notifications_replace_before BEFORE INSERT ON notifications WHEN EXISTS (SELECT 1 FROM notifications WHERE id = NEW.id) BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'notifications' AND id = NEW.id;
  INSERT INTO replaced_rows SELECT 'notifications', id, branch_id, 'all', NULL, NULL FROM notifications WHERE id = NEW.id;
END;
CREATE TRIGGER notifications_replace_after AFTER INSERT ON notifications WHEN EXISTS (SELECT 1 FROM replaced_rows WHERE tbl = 'notifications' AND id = NEW.id) BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'notifications'
    AND (branch_id, state) = (SELECT branch_id, state FROM replaced_rows WHERE tbl = 'notifications' AND id = NEW.id);
  DELETE FROM replaced_rows WHERE tbl = 'notifications' AND id = NEW.id;
END;
CREATE TRIGGER notifications_replace_delete AFTER DELETE ON notifications BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'notifications' AND id = OLD.id;
END;

-- An edit by any writer moves the version, so that nobody's stale form overwrites it -----------------------------

CREATE TRIGGER projects_version AFTER UPDATE OF branch_id, client_id, status, start_date, details_json, activated_at, lead_user_id, delivery_at, status_before, trashed_at ON projects
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE projects SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER packages_version AFTER UPDATE OF branch_id, name, type, price, tax_rate, inclusions_json, exclusions_json, resource_hooks_json, archived_at, template_revision, ignored_revision ON packages
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE packages SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER media_objects_version AFTER UPDATE OF project_id, branch_id, path, file_type, size_bytes, watermark_state, title ON media_objects
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE media_objects SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER project_events_version AFTER UPDATE OF project_id, title, start_time, end_time, tz, location, notes ON project_events
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE project_events SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER project_tasks_version AFTER UPDATE OF project_id, title, stage, anchor, days, due_at, assignee_user_id, checklist_json, notes, done_at ON project_tasks
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE project_tasks SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER quotes_version AFTER UPDATE OF status, currency, package_json, discount, advance, total, valid_until, notes, reason ON quotes
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE quotes SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER package_templates_version AFTER UPDATE OF name, type, currency, price, tax_rate, inclusions_json, exclusions_json, resource_hooks_json, revision, archived_at ON package_templates
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE package_templates SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER task_templates_version AFTER UPDATE OF name, branch_id, items_json, archived_at ON task_templates
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE task_templates SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;
