-- What clients owe, by the day on which it was due and by client, without looking at the invoices; and the orders in which
-- invoices are asked for by what is open, by kind and by who drew them up. Money in advance, credit notes and the studio's
-- own cost are owed by nobody.

CREATE INDEX invoice_balances_by_due ON invoice_balances(branch_id, coalesce(due_at, 32503680000), invoice_id) WHERE balance > 0;
CREATE INDEX invoices_credit_notes ON invoices(branch_id, coalesce(issued_at, 32503680000), id) WHERE invoice_type = 'credit_note';
CREATE INDEX invoices_advances ON invoices(branch_id, coalesce(issued_at, 32503680000), id) WHERE invoice_type = 'advance_receipt';
CREATE INDEX invoices_drawn_by ON invoices(created_by, branch_id, coalesce(issued_at, 32503680000), id) WHERE created_by IS NOT NULL;

-- Days begin at a quarter of an hour in every zone: due_at is rounded up to one, so that the sums hold wherever a day begins.
CREATE TABLE receivable_days (
  branch_id TEXT NOT NULL,
  currency TEXT NOT NULL,                                -- '' for what does not say: that of the branch
  due_at INTEGER NOT NULL,
  open INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (branch_id, currency, due_at)
) WITHOUT ROWID;
CREATE TABLE receivable_clients (
  branch_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  client_id TEXT NOT NULL,                               -- '' for nobody by name
  open INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (branch_id, currency, client_id)
) WITHOUT ROWID;
CREATE INDEX receivable_clients_largest ON receivable_clients(branch_id, currency, open DESC, client_id);

-- The same from the invoices themselves.
CREATE VIEW receivable_days_now AS
  SELECT o.branch_id AS branch_id, coalesce(i.currency, '') AS currency, CASE WHEN typeof(o.due_at) IN ('integer', 'real') THEN (CAST(o.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END AS due_at, sum(o.balance) AS open, count(*) AS n
  FROM invoice_balances o JOIN invoices i ON i.id = o.invoice_id
  WHERE o.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher') GROUP BY 1, 2, 3;
CREATE VIEW receivable_clients_now AS
  SELECT o.branch_id AS branch_id, coalesce(i.currency, '') AS currency, coalesce(i.client_id, (SELECT client_id FROM projects WHERE id = i.project_id), '') AS client_id, sum(o.balance) AS open, count(*) AS n
  FROM invoice_balances o JOIN invoices i ON i.id = o.invoice_id
  WHERE o.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher') GROUP BY 1, 2, 3;
INSERT INTO receivable_days SELECT * FROM receivable_days_now;
INSERT INTO receivable_clients SELECT * FROM receivable_clients_now;

CREATE TRIGGER receivables_insert AFTER INSERT ON invoice_balances WHEN NEW.balance > 0 BEGIN
  INSERT INTO receivable_days SELECT NEW.branch_id, coalesce(i.currency, ''), CASE WHEN typeof(NEW.due_at) IN ('integer', 'real') THEN (CAST(NEW.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END, NEW.balance, 1
    FROM invoices i WHERE i.id = NEW.invoice_id AND NEW.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_clients SELECT NEW.branch_id, coalesce(i.currency, ''), coalesce(i.client_id, (SELECT client_id FROM projects WHERE id = i.project_id), ''), NEW.balance, 1
    FROM invoices i WHERE i.id = NEW.invoice_id AND NEW.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
END;
CREATE TRIGGER receivables_update AFTER UPDATE OF balance, due_at, branch_id ON invoice_balances
  WHEN NEW.balance IS NOT OLD.balance OR NEW.due_at IS NOT OLD.due_at OR NEW.branch_id IS NOT OLD.branch_id BEGIN
  INSERT INTO receivable_days SELECT NEW.branch_id, coalesce(i.currency, ''), CASE WHEN typeof(NEW.due_at) IN ('integer', 'real') THEN (CAST(NEW.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END, NEW.balance, 1
    FROM invoices i WHERE i.id = NEW.invoice_id AND NEW.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_clients SELECT NEW.branch_id, coalesce(i.currency, ''), coalesce(i.client_id, (SELECT client_id FROM projects WHERE id = i.project_id), ''), NEW.balance, 1
    FROM invoices i WHERE i.id = NEW.invoice_id AND NEW.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_days SELECT OLD.branch_id, coalesce(i.currency, ''), CASE WHEN typeof(OLD.due_at) IN ('integer', 'real') THEN (CAST(OLD.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END, -OLD.balance, -1
    FROM invoices i WHERE i.id = OLD.invoice_id AND OLD.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_clients SELECT OLD.branch_id, coalesce(i.currency, ''), coalesce(i.client_id, (SELECT client_id FROM projects WHERE id = i.project_id), ''), -OLD.balance, -1
    FROM invoices i WHERE i.id = OLD.invoice_id AND OLD.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  DELETE FROM receivable_days WHERE branch_id = OLD.branch_id AND currency = coalesce((SELECT currency FROM invoices WHERE id = OLD.invoice_id), '')
    AND due_at = CASE WHEN typeof(OLD.due_at) IN ('integer', 'real') THEN (CAST(OLD.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END AND n = 0;
  DELETE FROM receivable_clients WHERE branch_id = OLD.branch_id AND currency = coalesce((SELECT currency FROM invoices WHERE id = OLD.invoice_id), '')
    AND client_id = (SELECT coalesce(i.client_id, (SELECT client_id FROM projects WHERE id = i.project_id), '') FROM invoices i WHERE i.id = OLD.invoice_id) AND n = 0;
END;
CREATE TRIGGER receivables_delete AFTER DELETE ON invoice_balances WHEN OLD.balance > 0 BEGIN
  INSERT INTO receivable_days SELECT OLD.branch_id, coalesce(i.currency, ''), CASE WHEN typeof(OLD.due_at) IN ('integer', 'real') THEN (CAST(OLD.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END, -OLD.balance, -1
    FROM invoices i WHERE i.id = OLD.invoice_id AND OLD.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_clients SELECT OLD.branch_id, coalesce(i.currency, ''), coalesce(i.client_id, (SELECT client_id FROM projects WHERE id = i.project_id), ''), -OLD.balance, -1
    FROM invoices i WHERE i.id = OLD.invoice_id AND OLD.balance > 0 AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  DELETE FROM receivable_days WHERE branch_id = OLD.branch_id AND currency = coalesce((SELECT currency FROM invoices WHERE id = OLD.invoice_id), '')
    AND due_at = CASE WHEN typeof(OLD.due_at) IN ('integer', 'real') THEN (CAST(OLD.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END AND n = 0;
  DELETE FROM receivable_clients WHERE branch_id = OLD.branch_id AND currency = coalesce((SELECT currency FROM invoices WHERE id = OLD.invoice_id), '')
    AND client_id = (SELECT coalesce(i.client_id, (SELECT client_id FROM projects WHERE id = i.project_id), '') FROM invoices i WHERE i.id = OLD.invoice_id) AND n = 0;
END;
CREATE TRIGGER receivables_move AFTER UPDATE OF currency, invoice_type, client_id, project_id ON invoices
  WHEN NEW.currency IS NOT OLD.currency OR NEW.invoice_type IS NOT OLD.invoice_type OR NEW.client_id IS NOT OLD.client_id
    OR NEW.project_id IS NOT OLD.project_id
BEGIN
  INSERT INTO receivable_days SELECT o.branch_id, coalesce(OLD.currency, ''), CASE WHEN typeof(o.due_at) IN ('integer', 'real') THEN (CAST(o.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END, -o.balance, -1
    FROM invoice_balances o WHERE o.invoice_id = NEW.id AND o.balance > 0 AND coalesce(OLD.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_clients SELECT o.branch_id, coalesce(OLD.currency, ''), coalesce(OLD.client_id, (SELECT client_id FROM projects WHERE id = OLD.project_id), ''), -o.balance, -1
    FROM invoice_balances o WHERE o.invoice_id = NEW.id AND o.balance > 0 AND coalesce(OLD.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_days SELECT o.branch_id, coalesce(NEW.currency, ''), CASE WHEN typeof(o.due_at) IN ('integer', 'real') THEN (CAST(o.due_at AS INTEGER) + 899) / 900 * 900 ELSE 32503680000 END, o.balance, 1
    FROM invoice_balances o WHERE o.invoice_id = NEW.id AND o.balance > 0 AND coalesce(NEW.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_clients SELECT o.branch_id, coalesce(NEW.currency, ''), coalesce(NEW.client_id, (SELECT client_id FROM projects WHERE id = NEW.project_id), ''), o.balance, 1
    FROM invoice_balances o WHERE o.invoice_id = NEW.id AND o.balance > 0 AND coalesce(NEW.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  DELETE FROM receivable_days WHERE branch_id = NEW.branch_id AND n = 0;
  DELETE FROM receivable_clients WHERE branch_id = NEW.branch_id AND currency = coalesce(OLD.currency, '') AND client_id = coalesce(OLD.client_id, (SELECT client_id FROM projects WHERE id = OLD.project_id), '') AND n = 0;
END;
CREATE TRIGGER receivables_project AFTER UPDATE OF client_id ON projects WHEN NEW.client_id IS NOT OLD.client_id BEGIN
  INSERT INTO receivable_clients SELECT o.branch_id, coalesce(i.currency, ''), OLD.client_id, -o.balance, -1
    FROM invoices i JOIN invoice_balances o ON o.invoice_id = i.id WHERE i.project_id = NEW.id AND i.client_id IS NULL AND o.balance > 0
      AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  INSERT INTO receivable_clients SELECT o.branch_id, coalesce(i.currency, ''), NEW.client_id, o.balance, 1
    FROM invoices i JOIN invoice_balances o ON o.invoice_id = i.id WHERE i.project_id = NEW.id AND i.client_id IS NULL AND o.balance > 0
      AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')
    ON CONFLICT DO UPDATE SET open = open + excluded.open, n = n + excluded.n;
  DELETE FROM receivable_clients WHERE branch_id = NEW.branch_id AND client_id = OLD.client_id AND n = 0;
END;
