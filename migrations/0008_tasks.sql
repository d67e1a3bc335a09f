-- Tasks are searched; those of projects that will not take place are put aside, so that no list walks over them.
-- Triggers use only what SQLite 3.40 has built in; none of them touches a full-text table.

-- Put aside while the project is cancelled, in the trash or in the archive --------------------------------------------

ALTER TABLE project_tasks ADD COLUMN parked INTEGER;                      -- 1 while it is put aside; kept by triggers
UPDATE project_tasks SET parked = 1 WHERE project_id IN (SELECT id FROM projects WHERE status IN ('cancelled', 'trashed', 'archived'));

DROP INDEX project_tasks_open_by_due;
DROP INDEX project_tasks_mine_by_due;
CREATE INDEX project_tasks_open ON project_tasks(branch_id, coalesce(due_at, 32503680000), id) WHERE done_at IS NULL AND parked IS NULL;
CREATE INDEX project_tasks_mine ON project_tasks(branch_id, assignee_user_id, coalesce(due_at, 32503680000), id) WHERE done_at IS NULL AND parked IS NULL;
CREATE INDEX project_tasks_mine_done ON project_tasks(branch_id, assignee_user_id, done_at, id) WHERE done_at IS NOT NULL;

CREATE TRIGGER project_tasks_park_insert AFTER INSERT ON project_tasks
  WHEN (SELECT status FROM projects WHERE id = NEW.project_id) IN ('cancelled', 'trashed', 'archived')
BEGIN
  UPDATE project_tasks SET parked = 1 WHERE id = NEW.id;
END;
CREATE TRIGGER project_tasks_park_move AFTER UPDATE OF project_id ON project_tasks WHEN NEW.project_id IS NOT OLD.project_id BEGIN
  UPDATE project_tasks SET parked = (SELECT 1 FROM projects WHERE id = NEW.project_id AND status IN ('cancelled', 'trashed', 'archived'))
    WHERE id = NEW.id;
END;
CREATE TRIGGER projects_park_tasks AFTER UPDATE OF status ON projects
  WHEN (NEW.status IN ('cancelled', 'trashed', 'archived')) IS NOT (OLD.status IN ('cancelled', 'trashed', 'archived'))
BEGIN
  UPDATE project_tasks SET parked = CASE WHEN NEW.status IN ('cancelled', 'trashed', 'archived') THEN 1 END WHERE project_id = NEW.id;
END;
-- INSERT OR REPLACE of another program may bring another status.
CREATE TRIGGER projects_park_replaced AFTER INSERT ON projects WHEN EXISTS (SELECT 1 FROM project_tasks WHERE project_id = NEW.id) BEGIN
  UPDATE project_tasks SET parked = CASE WHEN NEW.status IN ('cancelled', 'trashed', 'archived') THEN 1 END WHERE project_id = NEW.id;
END;

-- Counts know three states now --------------------------------------------------------------------------------------

DROP TRIGGER project_tasks_count_insert;
DROP TRIGGER project_tasks_count_delete;
DROP TRIGGER project_tasks_count_update;
DROP TRIGGER project_tasks_replace_before;
DELETE FROM row_counts WHERE tbl = 'project_tasks';
INSERT INTO row_counts SELECT 'project_tasks', branch_id, CASE WHEN done_at IS NOT NULL THEN 'done' WHEN parked IS NOT NULL THEN 'parked' ELSE 'open' END, count(*)
  FROM project_tasks GROUP BY 2, 3;
CREATE TRIGGER project_tasks_count_insert AFTER INSERT ON project_tasks BEGIN
  INSERT INTO row_counts SELECT 'project_tasks', NEW.branch_id, CASE WHEN NEW.done_at IS NOT NULL THEN 'done' WHEN NEW.parked IS NOT NULL THEN 'parked' ELSE 'open' END, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'project_tasks' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.done_at IS NOT NULL THEN 'done' WHEN NEW.parked IS NOT NULL THEN 'parked' ELSE 'open' END);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'project_tasks' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.done_at IS NOT NULL THEN 'done' WHEN NEW.parked IS NOT NULL THEN 'parked' ELSE 'open' END;
END;
CREATE TRIGGER project_tasks_count_delete AFTER DELETE ON project_tasks BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'project_tasks' AND branch_id = OLD.branch_id AND state = CASE WHEN OLD.done_at IS NOT NULL THEN 'done' WHEN OLD.parked IS NOT NULL THEN 'parked' ELSE 'open' END;
END;
CREATE TRIGGER project_tasks_count_update AFTER UPDATE OF branch_id, done_at, parked ON project_tasks
  WHEN NEW.branch_id IS NOT OLD.branch_id OR CASE WHEN NEW.done_at IS NOT NULL THEN 'done' WHEN NEW.parked IS NOT NULL THEN 'parked' ELSE 'open' END IS NOT CASE WHEN OLD.done_at IS NOT NULL THEN 'done' WHEN OLD.parked IS NOT NULL THEN 'parked' ELSE 'open' END
BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'project_tasks' AND branch_id = OLD.branch_id AND state = CASE WHEN OLD.done_at IS NOT NULL THEN 'done' WHEN OLD.parked IS NOT NULL THEN 'parked' ELSE 'open' END;
  INSERT INTO row_counts SELECT 'project_tasks', NEW.branch_id, CASE WHEN NEW.done_at IS NOT NULL THEN 'done' WHEN NEW.parked IS NOT NULL THEN 'parked' ELSE 'open' END, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'project_tasks' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.done_at IS NOT NULL THEN 'done' WHEN NEW.parked IS NOT NULL THEN 'parked' ELSE 'open' END);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'project_tasks' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.done_at IS NOT NULL THEN 'done' WHEN NEW.parked IS NOT NULL THEN 'parked' ELSE 'open' END;
END;
CREATE TRIGGER project_tasks_replace_before BEFORE INSERT ON project_tasks WHEN EXISTS (SELECT 1 FROM project_tasks WHERE id = NEW.id) BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'project_tasks' AND id = NEW.id;
  INSERT INTO replaced_rows SELECT 'project_tasks', id, branch_id, CASE WHEN done_at IS NOT NULL THEN 'done' WHEN parked IS NOT NULL THEN 'parked' ELSE 'open' END, NULL, NULL FROM project_tasks WHERE id = NEW.id;
END;

-- What moved is named for the search index ------------------------------------------------------------------------

CREATE TRIGGER project_tasks_search_insert AFTER INSERT ON project_tasks BEGIN
  INSERT INTO search_dirty SELECT 'project_tasks', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'project_tasks' AND id = NEW.id);
END;
CREATE TRIGGER project_tasks_search_update AFTER UPDATE OF id, branch_id, project_id, title ON project_tasks BEGIN
  INSERT INTO search_dirty SELECT 'project_tasks', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'project_tasks' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'project_tasks', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'project_tasks' AND id = OLD.id);
END;
CREATE TRIGGER project_tasks_search_delete AFTER DELETE ON project_tasks BEGIN
  INSERT INTO search_dirty SELECT 'project_tasks', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'project_tasks' AND id = OLD.id);
END;
CREATE TRIGGER task_templates_search_insert AFTER INSERT ON task_templates BEGIN
  INSERT INTO search_dirty SELECT 'task_templates', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'task_templates' AND id = NEW.id);
END;
CREATE TRIGGER task_templates_search_update AFTER UPDATE OF id, name, items_json ON task_templates BEGIN
  INSERT INTO search_dirty SELECT 'task_templates', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'task_templates' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'task_templates', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'task_templates' AND id = OLD.id);
END;
CREATE TRIGGER task_templates_search_delete AFTER DELETE ON task_templates BEGIN
  INSERT INTO search_dirty SELECT 'task_templates', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'task_templates' AND id = OLD.id);
END;

-- A task is found by what its project is called.
CREATE TRIGGER projects_search_tasks AFTER UPDATE OF details_json, client_id ON projects
  WHEN NEW.details_json IS NOT OLD.details_json OR NEW.client_id IS NOT OLD.client_id
BEGIN
  INSERT INTO search_dirty SELECT 'project_tasks', t.id FROM project_tasks t WHERE t.project_id = NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'project_tasks' AND id = t.id);
END;


-- Rows that are there already are worked off in the background ------------------------------------------------------

INSERT INTO search_progress
  SELECT 'project_tasks', min(rowid), max(rowid) FROM project_tasks HAVING count(*) > 0
  UNION ALL SELECT 'task_templates', min(rowid), max(rowid) FROM task_templates HAVING count(*) > 0;
