-- The house around the seed: added columns, the store's own tables, and the triggers that hold for every writer.
-- Triggers use only what SQLite 3.40 has built in; none of them touches a full-text table.

-- Added columns -------------------------------------------------------------------------------------------------

ALTER TABLE users ADD COLUMN name TEXT;
ALTER TABLE branches ADD COLUMN currency_exponent INTEGER;      -- digits behind the point; NULL counts as 2
ALTER TABLE clients ADD COLUMN phone_e164 TEXT;
ALTER TABLE clients ADD COLUMN follow_up_at INTEGER;            -- unix seconds
ALTER TABLE clients ADD COLUMN archived_at INTEGER;             -- unix seconds
ALTER TABLE clients ADD COLUMN merged_into TEXT REFERENCES clients(id);
ALTER TABLE clients ADD COLUMN erased_at INTEGER;               -- unix seconds
ALTER TABLE invoices ADD COLUMN number TEXT;
ALTER TABLE invoices ADD COLUMN client_id TEXT REFERENCES clients(id);
ALTER TABLE invoices ADD COLUMN currency TEXT;
ALTER TABLE transactions ADD COLUMN refund_of TEXT REFERENCES transactions(id);

-- The store's own tables ----------------------------------------------------------------------------------------

CREATE TABLE store_meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Rows up to here were there before the house: doctor lists what is odd about them as notes, not as faults.
INSERT INTO store_meta SELECT 'legacy_organizations', coalesce(max(rowid), 0) FROM organizations;
INSERT INTO store_meta SELECT 'legacy_branches', coalesce(max(rowid), 0) FROM branches;
INSERT INTO store_meta SELECT 'legacy_users', coalesce(max(rowid), 0) FROM users;
INSERT INTO store_meta SELECT 'legacy_clients', coalesce(max(rowid), 0) FROM clients;
INSERT INTO store_meta SELECT 'legacy_projects', coalesce(max(rowid), 0) FROM projects;
INSERT INTO store_meta SELECT 'legacy_packages', coalesce(max(rowid), 0) FROM packages;
INSERT INTO store_meta SELECT 'legacy_assets', coalesce(max(rowid), 0) FROM assets;
INSERT INTO store_meta SELECT 'legacy_media_objects', coalesce(max(rowid), 0) FROM media_objects;
INSERT INTO store_meta SELECT 'legacy_invoices', coalesce(max(rowid), 0) FROM invoices;
INSERT INTO store_meta SELECT 'legacy_transactions', coalesce(max(rowid), 0) FROM transactions;
INSERT INTO store_meta SELECT 'legacy_messages', coalesce(max(rowid), 0) FROM messages;
INSERT INTO store_meta SELECT 'legacy_notifications', coalesce(max(rowid), 0) FROM notifications;
INSERT INTO store_meta SELECT 'legacy_audit_logs', coalesce(max(rowid), 0) FROM audit_logs;
INSERT INTO store_meta VALUES ('search_version', '1');

CREATE TABLE client_notes (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES clients(id),
  author_user_id TEXT NOT NULL REFERENCES users(id),
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX client_notes_by_client ON client_notes(client_id, created_at);

CREATE TABLE client_merges (
  id TEXT PRIMARY KEY,
  kept_id TEXT NOT NULL REFERENCES clients(id),
  gone_id TEXT NOT NULL REFERENCES clients(id),
  kept_before TEXT NOT NULL,                                     -- row image (JSON)
  kept_after TEXT NOT NULL,                                      -- row image (JSON)
  merged_at INTEGER NOT NULL,
  merged_by TEXT NOT NULL REFERENCES users(id),
  undone_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX client_merges_by_kept ON client_merges(kept_id, merged_at);
CREATE INDEX client_merges_by_gone ON client_merges(gone_id);

CREATE TABLE client_merge_rows (
  merge_id TEXT NOT NULL REFERENCES client_merges(id),
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  PRIMARY KEY (merge_id, tbl, row_id)
) WITHOUT ROWID;

CREATE TABLE form_drafts (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id),
  subject_id TEXT,                                               -- the client it is about, for erasure
  draft_json TEXT NOT NULL,
  saved_at INTEGER NOT NULL
);
CREATE INDEX form_drafts_by_user ON form_drafts(user_id, saved_at);

CREATE TABLE undo_entries (
  seq INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users(id),
  label TEXT NOT NULL,
  event_type TEXT NOT NULL,
  branch_id TEXT,
  changes_json TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('done', 'undone')),
  created_at INTEGER NOT NULL
);
CREATE INDEX undo_entries_by_session ON undo_entries(session_id, state, seq);

CREATE TABLE audit_chain (
  device_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  audit_id TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (device_id, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX audit_chain_by_entry ON audit_chain(audit_id);

CREATE TABLE audit_personal (
  audit_id TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  salt TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (audit_id, subject_id)
) WITHOUT ROWID;
CREATE INDEX audit_personal_by_subject ON audit_personal(subject_id);

CREATE TABLE audit_rows (
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  audit_id TEXT NOT NULL,
  PRIMARY KEY (tbl, row_id, audit_id)
) WITHOUT ROWID;

-- Search --------------------------------------------------------------------------------------------------------
-- doc = kind << 52 | branch number << 32 | counter: a range of docs is a kind, or a kind in a branch.

CREATE TABLE search_branches (
  no INTEGER PRIMARY KEY,
  branch_id TEXT NOT NULL UNIQUE
);

CREATE TABLE search_docs (
  doc INTEGER PRIMARY KEY,
  place INTEGER NOT NULL,                                        -- doc >> 32: kind and branch
  row_id TEXT NOT NULL,
  name TEXT NOT NULL,                                            -- folded, for prefixes
  body TEXT NOT NULL,                                            -- folded, everything that is searched
  tags TEXT NOT NULL DEFAULT ''                                  -- as typed, one a line
);
CREATE INDEX search_docs_by_name ON search_docs(place, name);
CREATE INDEX search_docs_by_row ON search_docs(row_id);

CREATE VIRTUAL TABLE search_grams USING fts5(
  body, content='search_docs', content_rowid='doc', tokenize='trigram case_sensitive 1',
  detail='none', columnsize=0
);
CREATE VIRTUAL TABLE search_words USING fts5(
  words, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* S* P* C*'", prefix='1 2',
  detail='none', columnsize=0
);
INSERT INTO search_grams(search_grams, rank) VALUES('secure-delete', 1);
INSERT INTO search_words(search_words, rank) VALUES('secure-delete', 1);

CREATE TABLE search_dirty (
  tbl TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (tbl, id)
) WITHOUT ROWID;

CREATE TABLE search_progress (                                   -- rows that were there before the index
  tbl TEXT PRIMARY KEY,
  next_rowid INTEGER NOT NULL,
  last_rowid INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO search_progress
  SELECT 'clients', min(rowid), max(rowid) FROM clients HAVING count(*) > 0
  UNION ALL SELECT 'projects', min(rowid), max(rowid) FROM projects HAVING count(*) > 0
  UNION ALL SELECT 'invoices', min(rowid), max(rowid) FROM invoices HAVING count(*) > 0
  UNION ALL SELECT 'assets', min(rowid), max(rowid) FROM assets HAVING count(*) > 0
  UNION ALL SELECT 'audit_logs', min(rowid), max(rowid) FROM audit_logs HAVING count(*) > 0;

CREATE TABLE tag_counts (
  branch_id TEXT NOT NULL,
  tag TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (branch_id, tag)
) WITHOUT ROWID;

-- Counts, kept by triggers --------------------------------------------------------------------------------------

CREATE TABLE row_counts (
  tbl TEXT NOT NULL,
  branch_id TEXT NOT NULL,
  state TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (tbl, branch_id, state)
) WITHOUT ROWID;
INSERT INTO row_counts SELECT 'clients', branch_id, 'live', count(*) FROM clients GROUP BY 2;
INSERT INTO row_counts SELECT 'projects', branch_id, status, count(*) FROM projects GROUP BY 2, 3;
INSERT INTO row_counts SELECT 'invoices', branch_id, status, count(*) FROM invoices GROUP BY 2, 3;
INSERT INTO row_counts SELECT 'assets', branch_id, status, count(*) FROM assets GROUP BY 2, 3;
INSERT INTO row_counts SELECT 'audit_logs', coalesce(branch_id, ''), coalesce(severity, ''), count(*) FROM audit_logs GROUP BY 2, 3;

-- Indexes that the lists walk -----------------------------------------------------------------------------------
-- coalesce: a row that another program left undated still has a place (drafts first among invoices).

CREATE INDEX clients_live_by_name ON clients(branch_id, name COLLATE NOCASE, id)
  WHERE archived_at IS NULL AND merged_into IS NULL;
CREATE INDEX clients_live_by_created ON clients(branch_id, coalesce(created_at, 0), id)
  WHERE archived_at IS NULL AND merged_into IS NULL;
CREATE INDEX clients_live_by_spend ON clients(branch_id, coalesce(total_spend, 0), id)
  WHERE archived_at IS NULL AND merged_into IS NULL;
CREATE INDEX clients_archived_by_name ON clients(branch_id, name COLLATE NOCASE, id)
  WHERE archived_at IS NOT NULL AND merged_into IS NULL;
CREATE INDEX clients_to_follow_up ON clients(branch_id, follow_up_at, id)
  WHERE follow_up_at IS NOT NULL AND archived_at IS NULL AND merged_into IS NULL;
CREATE INDEX clients_by_e164 ON clients(branch_id, phone_e164) WHERE phone_e164 IS NOT NULL;
CREATE INDEX clients_by_merged ON clients(merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX projects_by_client_start ON projects(client_id, start_date, status);
CREATE INDEX projects_by_start ON projects(branch_id, start_date, id) WHERE start_date IS NOT NULL;
CREATE INDEX projects_by_created ON projects(branch_id, coalesce(created_at, 0), id);
CREATE INDEX projects_by_status_created ON projects(branch_id, status, coalesce(created_at, 0), id);
CREATE INDEX invoices_by_issued ON invoices(branch_id, coalesce(issued_at, 32503680000), id);
CREATE INDEX invoices_by_status_issued ON invoices(branch_id, status, coalesce(issued_at, 32503680000), id);
CREATE INDEX invoices_by_client ON invoices(client_id) WHERE client_id IS NOT NULL;
CREATE INDEX assets_by_name ON assets(branch_id, name COLLATE NOCASE, id);
CREATE INDEX assets_by_status_name ON assets(branch_id, status, name COLLATE NOCASE, id);
CREATE INDEX audit_logs_by_created ON audit_logs(org_id, coalesce(created_at, 0), id);
CREATE INDEX audit_logs_by_branch_created ON audit_logs(branch_id, coalesce(created_at, 0), id);
CREATE INDEX audit_logs_by_branch_severity ON audit_logs(branch_id, severity, coalesce(created_at, 0), id);
CREATE INDEX audit_logs_by_severity ON audit_logs(org_id, severity, coalesce(created_at, 0), id);

-- Digits behind the point of a branch's currency (ISO 4217), also for branches that other programs make.
UPDATE branches SET currency_exponent = (SELECT CASE WHEN code IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
    WHEN code IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3 WHEN code IS NOT NULL THEN 2 END FROM (SELECT coalesce(CASE WHEN json_valid(branches.tax_json) THEN json_extract(branches.tax_json, '$.currency') END,
    (SELECT CASE WHEN json_valid(config_json) THEN json_extract(config_json, '$.currency') END FROM organizations WHERE id = branches.org_id)) AS code));
CREATE TRIGGER branches_exponent_insert AFTER INSERT ON branches WHEN NEW.currency_exponent IS NULL BEGIN
  UPDATE branches SET currency_exponent = (SELECT CASE WHEN code IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
    WHEN code IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3 WHEN code IS NOT NULL THEN 2 END FROM (SELECT coalesce(CASE WHEN json_valid(NEW.tax_json) THEN json_extract(NEW.tax_json, '$.currency') END,
    (SELECT CASE WHEN json_valid(config_json) THEN json_extract(config_json, '$.currency') END FROM organizations WHERE id = NEW.org_id)) AS code)) WHERE id = NEW.id;
END;
CREATE TRIGGER branches_exponent_update AFTER UPDATE OF tax_json ON branches WHEN NEW.currency_exponent IS OLD.currency_exponent BEGIN
  UPDATE branches SET currency_exponent = (SELECT CASE WHEN code IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
    WHEN code IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3 WHEN code IS NOT NULL THEN 2 END FROM (SELECT coalesce(CASE WHEN json_valid(NEW.tax_json) THEN json_extract(NEW.tax_json, '$.currency') END,
    (SELECT CASE WHEN json_valid(config_json) THEN json_extract(config_json, '$.currency') END FROM organizations WHERE id = NEW.org_id)) AS code)) WHERE id = NEW.id;
END;

-- Money is exact (SV_MONEY) -------------------------------------------------------------------------------------
-- A REAL is the double nearest to an exact decimal of the branch's exponent, and |x| < 1e13.

CREATE TRIGGER clients_money_insert BEFORE INSERT ON clients WHEN NEW.total_spend IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT currency_exponent FROM branches WHERE id = NEW.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.total_spend) NOT IN ('real', 'integer') OR abs(NEW.total_spend) >= 1e13 OR NEW.total_spend <> round(NEW.total_spend * k) / k;
END;
CREATE TRIGGER clients_money_update BEFORE UPDATE OF total_spend ON clients WHEN NEW.total_spend IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT currency_exponent FROM branches WHERE id = NEW.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.total_spend) NOT IN ('real', 'integer') OR abs(NEW.total_spend) >= 1e13 OR NEW.total_spend <> round(NEW.total_spend * k) / k;
END;
CREATE TRIGGER packages_money_insert BEFORE INSERT ON packages BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT currency_exponent FROM branches WHERE id = NEW.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.price) NOT IN ('real', 'integer') OR abs(NEW.price) >= 1e13 OR NEW.price <> round(NEW.price * k) / k;
END;
CREATE TRIGGER packages_money_update BEFORE UPDATE OF price ON packages BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT currency_exponent FROM branches WHERE id = NEW.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.price) NOT IN ('real', 'integer') OR abs(NEW.price) >= 1e13 OR NEW.price <> round(NEW.price * k) / k;
END;
CREATE TRIGGER invoices_money_insert BEFORE INSERT ON invoices BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT currency_exponent FROM branches WHERE id = NEW.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.amount_total) NOT IN ('real', 'integer') OR abs(NEW.amount_total) >= 1e13 OR NEW.amount_total <> round(NEW.amount_total * k) / k;
END;
CREATE TRIGGER invoices_money_update BEFORE UPDATE OF amount_total ON invoices BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT currency_exponent FROM branches WHERE id = NEW.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.amount_total) NOT IN ('real', 'integer') OR abs(NEW.amount_total) >= 1e13 OR NEW.amount_total <> round(NEW.amount_total * k) / k;
END;
CREATE TRIGGER transactions_money_insert BEFORE INSERT ON transactions BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT b.currency_exponent FROM invoices i JOIN branches b ON b.id = i.branch_id WHERE i.id = NEW.invoice_id)
      WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.amount) NOT IN ('real', 'integer') OR NEW.amount < 0 OR NEW.amount >= 1e13 OR NEW.amount <> round(NEW.amount * k) / k;
END;
CREATE TRIGGER notifications_money_insert BEFORE INSERT ON notifications WHEN NEW.cost IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT currency_exponent FROM branches WHERE id = NEW.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.cost) NOT IN ('real', 'integer') OR abs(NEW.cost) >= 1e13 OR NEW.cost <> round(NEW.cost * k) / k;
END;
CREATE TRIGGER notifications_money_update BEFORE UPDATE OF cost ON notifications WHEN NEW.cost IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'SV_MONEY') FROM (
    SELECT CASE (SELECT currency_exponent FROM branches WHERE id = NEW.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k
  ) WHERE typeof(NEW.cost) NOT IN ('real', 'integer') OR abs(NEW.cost) >= 1e13 OR NEW.cost <> round(NEW.cost * k) / k;
END;

-- Append-only (SV_APPEND_ONLY): also against INSERT OR REPLACE ---------------------------------------------------

CREATE TRIGGER audit_logs_no_update BEFORE UPDATE ON audit_logs BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER audit_logs_no_delete BEFORE DELETE ON audit_logs BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER audit_logs_no_replace BEFORE INSERT ON audit_logs
  WHEN EXISTS (SELECT 1 FROM audit_logs WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER audit_logs_no_replace_rowid BEFORE INSERT ON audit_logs
  WHEN NEW.rowid > 0 AND EXISTS (SELECT 1 FROM audit_logs WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;

CREATE TRIGGER audit_chain_no_update BEFORE UPDATE ON audit_chain BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER audit_chain_no_delete BEFORE DELETE ON audit_chain BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER audit_chain_no_replace BEFORE INSERT ON audit_chain
  WHEN EXISTS (SELECT 1 FROM audit_chain WHERE device_id = NEW.device_id AND seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM audit_chain WHERE audit_id = NEW.audit_id)
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;

-- Erasure deletes from here; nothing is ever rewritten.
CREATE TRIGGER audit_personal_no_update BEFORE UPDATE ON audit_personal BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER audit_personal_no_replace BEFORE INSERT ON audit_personal
  WHEN EXISTS (SELECT 1 FROM audit_personal WHERE audit_id = NEW.audit_id AND subject_id = NEW.subject_id)
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;

CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER transactions_no_replace BEFORE INSERT ON transactions
  WHEN EXISTS (SELECT 1 FROM transactions WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER transactions_no_replace_rowid BEFORE INSERT ON transactions
  WHEN NEW.rowid > 0 AND EXISTS (SELECT 1 FROM transactions WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
-- Only the status moves, and only along the dispute machine.
CREATE TRIGGER transactions_no_update BEFORE UPDATE ON transactions
  WHEN NEW.rowid IS NOT OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.invoice_id IS NOT OLD.invoice_id OR NEW.amount IS NOT OLD.amount
    OR NEW.gateway_payment_id IS NOT OLD.gateway_payment_id OR NEW.created_at IS NOT OLD.created_at
    OR NEW.refund_of IS NOT OLD.refund_of
    OR (NEW.status IS NOT OLD.status AND OLD.status || '>' || NEW.status NOT IN
      ('paid>disputed', 'disputed>under_review', 'under_review>paid'))
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;

-- What a client spent: paid minus refunded, through the invoice or its project -----------------------------------

CREATE TRIGGER transactions_spend_insert AFTER INSERT ON transactions
  WHEN NEW.status IN ('paid', 'disputed', 'under_review', 'refunded')
BEGIN
  UPDATE clients SET total_spend = (
    SELECT round((CASE WHEN abs(clients.total_spend) < 1e12 THEN clients.total_spend ELSE 0 END + CASE NEW.status WHEN 'refunded' THEN -NEW.amount ELSE NEW.amount END) * k) / k
    FROM (SELECT CASE (SELECT currency_exponent FROM branches WHERE id = clients.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k))
  WHERE id = (SELECT coalesce(i.client_id, p.client_id) FROM invoices i LEFT JOIN projects p ON p.id = i.project_id
              WHERE i.id = NEW.invoice_id);
END;

CREATE TRIGGER invoices_spend_move AFTER UPDATE OF client_id, project_id ON invoices
  WHEN coalesce(NEW.client_id, (SELECT client_id FROM projects WHERE id = NEW.project_id))
    IS NOT coalesce(OLD.client_id, (SELECT client_id FROM projects WHERE id = OLD.project_id))
BEGIN
  UPDATE clients SET total_spend = (
    SELECT round((CASE WHEN abs(clients.total_spend) < 1e12 THEN clients.total_spend ELSE 0 END - coalesce((SELECT sum(CASE WHEN t.status IN ('paid', 'disputed', 'under_review') THEN t.amount
      WHEN t.status = 'refunded' THEN -t.amount ELSE 0 END) FROM transactions t WHERE t.invoice_id = NEW.id), 0)) * k) / k
    FROM (SELECT CASE (SELECT currency_exponent FROM branches WHERE id = clients.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k))
  WHERE id = coalesce(OLD.client_id, (SELECT client_id FROM projects WHERE id = OLD.project_id));
  UPDATE clients SET total_spend = (
    SELECT round((CASE WHEN abs(clients.total_spend) < 1e12 THEN clients.total_spend ELSE 0 END + coalesce((SELECT sum(CASE WHEN t.status IN ('paid', 'disputed', 'under_review') THEN t.amount
      WHEN t.status = 'refunded' THEN -t.amount ELSE 0 END) FROM transactions t WHERE t.invoice_id = NEW.id), 0)) * k) / k
    FROM (SELECT CASE (SELECT currency_exponent FROM branches WHERE id = clients.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k))
  WHERE id = coalesce(NEW.client_id, (SELECT client_id FROM projects WHERE id = NEW.project_id));
END;

CREATE TRIGGER projects_spend_move AFTER UPDATE OF client_id ON projects WHEN NEW.client_id IS NOT OLD.client_id
BEGIN
  UPDATE clients SET total_spend = (
    SELECT round((CASE WHEN abs(clients.total_spend) < 1e12 THEN clients.total_spend ELSE 0 END - coalesce((SELECT sum(CASE WHEN t.status IN ('paid', 'disputed', 'under_review') THEN t.amount
      WHEN t.status = 'refunded' THEN -t.amount ELSE 0 END)
      FROM invoices i JOIN transactions t ON t.invoice_id = i.id WHERE i.project_id = NEW.id AND i.client_id IS NULL), 0)) * k) / k
    FROM (SELECT CASE (SELECT currency_exponent FROM branches WHERE id = clients.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k))
  WHERE id = OLD.client_id;
  UPDATE clients SET total_spend = (
    SELECT round((CASE WHEN abs(clients.total_spend) < 1e12 THEN clients.total_spend ELSE 0 END + coalesce((SELECT sum(CASE WHEN t.status IN ('paid', 'disputed', 'under_review') THEN t.amount
      WHEN t.status = 'refunded' THEN -t.amount ELSE 0 END)
      FROM invoices i JOIN transactions t ON t.invoice_id = i.id WHERE i.project_id = NEW.id AND i.client_id IS NULL), 0)) * k) / k
    FROM (SELECT CASE (SELECT currency_exponent FROM branches WHERE id = clients.branch_id) WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS k))
  WHERE id = NEW.client_id;
END;

-- An edit by any writer moves the version, so that nobody's stale form overwrites it -----------------------------

CREATE TRIGGER clients_version AFTER UPDATE OF branch_id, name, phone, profile_json, archived_at, merged_into, erased_at, follow_up_at ON clients
  WHEN NEW.version IS OLD.version
BEGIN
  UPDATE clients SET version = coalesce(OLD.version, 1) + 1 WHERE id = NEW.id;
END;

-- Another program's new phone: the number that was read from the old one goes.
CREATE TRIGGER clients_phone AFTER UPDATE OF phone ON clients
  WHEN NEW.phone IS NOT OLD.phone AND NEW.phone_e164 IS OLD.phone_e164 AND NEW.phone_e164 IS NOT NULL AND NEW.version IS OLD.version
BEGIN
  UPDATE clients SET phone_e164 = NULL WHERE id = NEW.id;
END;

-- What the search index has to look at again ---------------------------------------------------------------------

CREATE TRIGGER clients_search_insert AFTER INSERT ON clients BEGIN
  INSERT INTO search_dirty SELECT 'clients', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'clients' AND id = NEW.id);
END;
CREATE TRIGGER clients_search_update AFTER UPDATE OF id, branch_id, name, phone, phone_e164, profile_json, archived_at, merged_into ON clients BEGIN
  INSERT INTO search_dirty SELECT 'clients', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'clients' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'clients', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'clients' AND id = OLD.id);
END;
CREATE TRIGGER projects_search_client AFTER UPDATE OF client_id ON projects WHEN NEW.client_id IS NOT OLD.client_id BEGIN
  INSERT INTO search_dirty SELECT 'invoices', i.id FROM invoices i WHERE i.project_id = NEW.id AND i.client_id IS NULL AND i.id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'invoices' AND id = i.id);
END;
CREATE TRIGGER clients_search_name AFTER UPDATE OF name ON clients WHEN NEW.name IS NOT OLD.name BEGIN
  INSERT INTO search_dirty SELECT 'projects of', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'projects of' AND id = NEW.id);
END;
CREATE TRIGGER clients_search_delete AFTER DELETE ON clients BEGIN
  INSERT INTO search_dirty SELECT 'clients', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'clients' AND id = OLD.id);
END;
CREATE TRIGGER projects_search_insert AFTER INSERT ON projects BEGIN
  INSERT INTO search_dirty SELECT 'projects', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'projects' AND id = NEW.id);
END;
CREATE TRIGGER projects_search_update AFTER UPDATE OF id, branch_id, client_id, details_json ON projects BEGIN
  INSERT INTO search_dirty SELECT 'projects', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'projects' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'projects', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'projects' AND id = OLD.id);
END;
CREATE TRIGGER projects_search_delete AFTER DELETE ON projects BEGIN
  INSERT INTO search_dirty SELECT 'projects', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'projects' AND id = OLD.id);
END;
CREATE TRIGGER invoices_search_insert AFTER INSERT ON invoices BEGIN
  INSERT INTO search_dirty SELECT 'invoices', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'invoices' AND id = NEW.id);
END;
CREATE TRIGGER invoices_search_update AFTER UPDATE OF id, branch_id, project_id, client_id, number ON invoices BEGIN
  INSERT INTO search_dirty SELECT 'invoices', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'invoices' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'invoices', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'invoices' AND id = OLD.id);
END;
CREATE TRIGGER invoices_search_delete AFTER DELETE ON invoices BEGIN
  INSERT INTO search_dirty SELECT 'invoices', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'invoices' AND id = OLD.id);
END;
CREATE TRIGGER assets_search_insert AFTER INSERT ON assets BEGIN
  INSERT INTO search_dirty SELECT 'assets', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'assets' AND id = NEW.id);
END;
CREATE TRIGGER assets_search_update AFTER UPDATE OF id, branch_id, name, serial_number, type ON assets BEGIN
  INSERT INTO search_dirty SELECT 'assets', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'assets' AND id = NEW.id);
  INSERT INTO search_dirty SELECT 'assets', OLD.id WHERE OLD.id <> NEW.id
    AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'assets' AND id = OLD.id);
END;
CREATE TRIGGER assets_search_delete AFTER DELETE ON assets BEGIN
  INSERT INTO search_dirty SELECT 'assets', OLD.id WHERE OLD.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'assets' AND id = OLD.id);
END;
CREATE TRIGGER audit_logs_search_insert AFTER INSERT ON audit_logs BEGIN
  INSERT INTO search_dirty SELECT 'audit_logs', NEW.id WHERE NEW.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM search_dirty WHERE tbl = 'audit_logs' AND id = NEW.id);
END;

-- Counts ----------------------------------------------------------------------------------------------------------

CREATE TRIGGER clients_count_insert AFTER INSERT ON clients BEGIN
  INSERT INTO row_counts SELECT 'clients', NEW.branch_id, CASE WHEN NEW.merged_into IS NOT NULL THEN 'merged' WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'clients' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.merged_into IS NOT NULL THEN 'merged' WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'clients' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.merged_into IS NOT NULL THEN 'merged' WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END;
END;
CREATE TRIGGER clients_count_delete AFTER DELETE ON clients BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'clients' AND branch_id = OLD.branch_id AND state = CASE WHEN OLD.merged_into IS NOT NULL THEN 'merged' WHEN OLD.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END;
END;
CREATE TRIGGER clients_count_update AFTER UPDATE OF branch_id, archived_at, merged_into ON clients
  WHEN NEW.branch_id IS NOT OLD.branch_id OR CASE WHEN NEW.merged_into IS NOT NULL THEN 'merged' WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END IS NOT CASE WHEN OLD.merged_into IS NOT NULL THEN 'merged' WHEN OLD.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END
BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'clients' AND branch_id = OLD.branch_id AND state = CASE WHEN OLD.merged_into IS NOT NULL THEN 'merged' WHEN OLD.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END;
  INSERT INTO row_counts SELECT 'clients', NEW.branch_id, CASE WHEN NEW.merged_into IS NOT NULL THEN 'merged' WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'clients' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.merged_into IS NOT NULL THEN 'merged' WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'clients' AND branch_id = NEW.branch_id AND state = CASE WHEN NEW.merged_into IS NOT NULL THEN 'merged' WHEN NEW.archived_at IS NOT NULL THEN 'archived' ELSE 'live' END;
END;
CREATE TRIGGER projects_count_insert AFTER INSERT ON projects BEGIN
  INSERT INTO row_counts SELECT 'projects', NEW.branch_id, NEW.status, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'projects' AND branch_id = NEW.branch_id AND state = NEW.status);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'projects' AND branch_id = NEW.branch_id AND state = NEW.status;
END;
CREATE TRIGGER projects_count_delete AFTER DELETE ON projects BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'projects' AND branch_id = OLD.branch_id AND state = OLD.status;
END;
CREATE TRIGGER projects_count_update AFTER UPDATE OF branch_id, status ON projects
  WHEN NEW.branch_id IS NOT OLD.branch_id OR NEW.status IS NOT OLD.status
BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'projects' AND branch_id = OLD.branch_id AND state = OLD.status;
  INSERT INTO row_counts SELECT 'projects', NEW.branch_id, NEW.status, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'projects' AND branch_id = NEW.branch_id AND state = NEW.status);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'projects' AND branch_id = NEW.branch_id AND state = NEW.status;
END;
CREATE TRIGGER invoices_count_insert AFTER INSERT ON invoices BEGIN
  INSERT INTO row_counts SELECT 'invoices', NEW.branch_id, NEW.status, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'invoices' AND branch_id = NEW.branch_id AND state = NEW.status);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'invoices' AND branch_id = NEW.branch_id AND state = NEW.status;
END;
CREATE TRIGGER invoices_count_delete AFTER DELETE ON invoices BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'invoices' AND branch_id = OLD.branch_id AND state = OLD.status;
END;
CREATE TRIGGER invoices_count_update AFTER UPDATE OF branch_id, status ON invoices
  WHEN NEW.branch_id IS NOT OLD.branch_id OR NEW.status IS NOT OLD.status
BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'invoices' AND branch_id = OLD.branch_id AND state = OLD.status;
  INSERT INTO row_counts SELECT 'invoices', NEW.branch_id, NEW.status, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'invoices' AND branch_id = NEW.branch_id AND state = NEW.status);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'invoices' AND branch_id = NEW.branch_id AND state = NEW.status;
END;
CREATE TRIGGER assets_count_insert AFTER INSERT ON assets BEGIN
  INSERT INTO row_counts SELECT 'assets', NEW.branch_id, NEW.status, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'assets' AND branch_id = NEW.branch_id AND state = NEW.status);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'assets' AND branch_id = NEW.branch_id AND state = NEW.status;
END;
CREATE TRIGGER assets_count_delete AFTER DELETE ON assets BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'assets' AND branch_id = OLD.branch_id AND state = OLD.status;
END;
CREATE TRIGGER assets_count_update AFTER UPDATE OF branch_id, status ON assets
  WHEN NEW.branch_id IS NOT OLD.branch_id OR NEW.status IS NOT OLD.status
BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'assets' AND branch_id = OLD.branch_id AND state = OLD.status;
  INSERT INTO row_counts SELECT 'assets', NEW.branch_id, NEW.status, 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'assets' AND branch_id = NEW.branch_id AND state = NEW.status);
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'assets' AND branch_id = NEW.branch_id AND state = NEW.status;
END;
CREATE TRIGGER audit_logs_count_insert AFTER INSERT ON audit_logs BEGIN
  INSERT INTO row_counts SELECT 'audit_logs', coalesce(NEW.branch_id, ''), coalesce(NEW.severity, ''), 0
    WHERE NOT EXISTS (SELECT 1 FROM row_counts WHERE tbl = 'audit_logs' AND branch_id = coalesce(NEW.branch_id, '') AND state = coalesce(NEW.severity, ''));
  UPDATE row_counts SET n = n + 1 WHERE tbl = 'audit_logs' AND branch_id = coalesce(NEW.branch_id, '') AND state = coalesce(NEW.severity, '');
END;
CREATE TRIGGER audit_logs_count_delete AFTER DELETE ON audit_logs BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'audit_logs' AND branch_id = coalesce(OLD.branch_id, '') AND state = coalesce(OLD.severity, '');
END;

-- INSERT OR REPLACE of another program: the row that goes is counted out (its DELETE triggers do not run), and a client
-- keeps its spend and moves its version. An insert that is ignored leaves a line here that does no harm.
CREATE TABLE replaced_rows (
  tbl TEXT NOT NULL,
  id TEXT NOT NULL,
  branch_id TEXT NOT NULL,
  state TEXT NOT NULL,
  spend REAL,
  version INTEGER,
  PRIMARY KEY (tbl, id)
) WITHOUT ROWID;
CREATE TRIGGER clients_replace_before BEFORE INSERT ON clients WHEN EXISTS (SELECT 1 FROM clients WHERE id = NEW.id) BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'clients' AND id = NEW.id;
  INSERT INTO replaced_rows SELECT 'clients', id, branch_id, CASE WHEN merged_into IS NOT NULL THEN 'merged' WHEN archived_at IS NOT NULL THEN 'archived' ELSE 'live' END, total_spend, version FROM clients WHERE id = NEW.id;
END;
CREATE TRIGGER clients_replace_after AFTER INSERT ON clients WHEN EXISTS (SELECT 1 FROM replaced_rows WHERE tbl = 'clients' AND id = NEW.id) BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'clients'
    AND (branch_id, state) = (SELECT branch_id, state FROM replaced_rows WHERE tbl = 'clients' AND id = NEW.id);
  UPDATE clients SET (total_spend, version) = (SELECT spend, coalesce(version, 1) + 1 FROM replaced_rows WHERE tbl = 'clients' AND id = NEW.id)
    WHERE id = NEW.id;
  DELETE FROM replaced_rows WHERE tbl = 'clients' AND id = NEW.id;
END;
CREATE TRIGGER clients_replace_delete AFTER DELETE ON clients BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'clients' AND id = OLD.id;
END;
CREATE TRIGGER projects_replace_before BEFORE INSERT ON projects WHEN EXISTS (SELECT 1 FROM projects WHERE id = NEW.id) BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'projects' AND id = NEW.id;
  INSERT INTO replaced_rows SELECT 'projects', id, branch_id, status, NULL, NULL FROM projects WHERE id = NEW.id;
END;
CREATE TRIGGER projects_replace_after AFTER INSERT ON projects WHEN EXISTS (SELECT 1 FROM replaced_rows WHERE tbl = 'projects' AND id = NEW.id) BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'projects'
    AND (branch_id, state) = (SELECT branch_id, state FROM replaced_rows WHERE tbl = 'projects' AND id = NEW.id);
  DELETE FROM replaced_rows WHERE tbl = 'projects' AND id = NEW.id;
END;
CREATE TRIGGER projects_replace_delete AFTER DELETE ON projects BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'projects' AND id = OLD.id;
END;
CREATE TRIGGER invoices_replace_before BEFORE INSERT ON invoices WHEN EXISTS (SELECT 1 FROM invoices WHERE id = NEW.id) BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'invoices' AND id = NEW.id;
  INSERT INTO replaced_rows SELECT 'invoices', id, branch_id, status, NULL, NULL FROM invoices WHERE id = NEW.id;
END;
CREATE TRIGGER invoices_replace_after AFTER INSERT ON invoices WHEN EXISTS (SELECT 1 FROM replaced_rows WHERE tbl = 'invoices' AND id = NEW.id) BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'invoices'
    AND (branch_id, state) = (SELECT branch_id, state FROM replaced_rows WHERE tbl = 'invoices' AND id = NEW.id);
  DELETE FROM replaced_rows WHERE tbl = 'invoices' AND id = NEW.id;
END;
CREATE TRIGGER invoices_replace_delete AFTER DELETE ON invoices BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'invoices' AND id = OLD.id;
END;
CREATE TRIGGER assets_replace_before BEFORE INSERT ON assets WHEN EXISTS (SELECT 1 FROM assets WHERE id = NEW.id) BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'assets' AND id = NEW.id;
  INSERT INTO replaced_rows SELECT 'assets', id, branch_id, status, NULL, NULL FROM assets WHERE id = NEW.id;
END;
CREATE TRIGGER assets_replace_after AFTER INSERT ON assets WHEN EXISTS (SELECT 1 FROM replaced_rows WHERE tbl = 'assets' AND id = NEW.id) BEGIN
  UPDATE row_counts SET n = n - 1 WHERE tbl = 'assets'
    AND (branch_id, state) = (SELECT branch_id, state FROM replaced_rows WHERE tbl = 'assets' AND id = NEW.id);
  DELETE FROM replaced_rows WHERE tbl = 'assets' AND id = NEW.id;
END;
CREATE TRIGGER assets_replace_delete AFTER DELETE ON assets BEGIN
  DELETE FROM replaced_rows WHERE tbl = 'assets' AND id = OLD.id;
END;
