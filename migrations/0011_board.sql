-- What the columns of the board walk when they show one's own projects only; everybody's are walked by status already.

CREATE INDEX projects_mine_by_status ON projects(branch_id, lead_user_id, status, coalesce(created_at, 0), id)
  WHERE lead_user_id IS NOT NULL;
CREATE INDEX projects_mine_by_status_start ON projects(branch_id, lead_user_id, status, coalesce(start_date, 0), id)
  WHERE lead_user_id IS NOT NULL;
