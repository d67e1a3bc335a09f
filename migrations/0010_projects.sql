-- What the lists of projects walk: without the trash, by shoot, and one's own that are under way.

DROP INDEX projects_by_created;
CREATE INDEX projects_kept_by_created ON projects(branch_id, coalesce(created_at, 0), id) WHERE status <> 'trashed';
CREATE INDEX projects_kept_by_start ON projects(branch_id, coalesce(start_date, 0), id) WHERE status <> 'trashed';
CREATE INDEX projects_by_status_start ON projects(branch_id, status, coalesce(start_date, 0), id);
DROP INDEX projects_by_lead;
CREATE INDEX projects_mine ON projects(branch_id, lead_user_id, coalesce(created_at, 0), id)
  WHERE lead_user_id IS NOT NULL AND status NOT IN ('archived', 'cancelled', 'trashed');
