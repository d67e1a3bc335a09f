-- Another studio's database can be merged in, and that can be taken back as a whole: only then, rows that nothing else
-- removes go again. What stands in the audit chain never does.
-- Triggers use only what SQLite 3.40 has built in.

DROP TRIGGER audit_logs_no_delete;
CREATE TRIGGER audit_logs_no_delete BEFORE DELETE ON audit_logs
  WHEN EXISTS (SELECT 1 FROM audit_chain WHERE audit_id = OLD.id)
    OR NOT EXISTS (SELECT 1 FROM import_rows r JOIN imports i ON i.id = r.import_id
      WHERE r.tbl = 'audit_logs' AND r.row_id = OLD.id AND i.state = 'undoing')
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER audit_logs_search_delete AFTER DELETE ON audit_logs BEGIN
  INSERT INTO search_dirty SELECT 'audit_logs', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'audit_logs' AND id = OLD.id);
END;

DROP TRIGGER transactions_no_delete;
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions
  WHEN NOT EXISTS (SELECT 1 FROM import_rows r JOIN imports i ON i.id = r.import_id
    WHERE r.tbl = 'transactions' AND r.row_id = OLD.id AND i.state = 'undoing')
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER transactions_spend_delete AFTER DELETE ON transactions
  WHEN OLD.status IN ('paid', 'disputed', 'under_review', 'refunded')
BEGIN
  UPDATE clients SET total_spend = (
    SELECT round((CASE WHEN abs(clients.total_spend) < 1e12 THEN clients.total_spend ELSE 0 END - CASE OLD.status WHEN 'refunded' THEN -OLD.amount ELSE OLD.amount END) * k) / k
    FROM (SELECT CASE (SELECT currency_exponent FROM branches WHERE id = clients.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k))
  WHERE id = (SELECT coalesce(i.client_id, p.client_id) FROM invoices i LEFT JOIN projects p ON p.id = i.project_id
              WHERE i.id = OLD.invoice_id);
END;
