-- Invoices that a tax office accepts: lines, numbers without gaps, what pays what, what is open.
-- Amounts in added columns are INTEGER minor units of the invoice's currency; days are ISO text of the branch's zone.

ALTER TABLE invoices ADD COLUMN series TEXT;             -- main, credit_note, advance_receipt, refund_voucher
ALTER TABLE invoices ADD COLUMN fiscal_year TEXT;
ALTER TABLE invoices ADD COLUMN device TEXT;             -- '' on the studio's own database
ALTER TABLE invoices ADD COLUMN serial INTEGER;          -- the count within the series; with it an invoice is issued by us
ALTER TABLE invoices ADD COLUMN issued_on TEXT;
ALTER TABLE invoices ADD COLUMN due_on TEXT;
ALTER TABLE invoices ADD COLUMN document TEXT;           -- tax_invoice, bill_of_supply, invoice
ALTER TABLE invoices ADD COLUMN seller_json TEXT;        -- both parties as they were when it was issued
ALTER TABLE invoices ADD COLUMN buyer_json TEXT;
ALTER TABLE invoices ADD COLUMN place_of_supply TEXT;
ALTER TABLE invoices ADD COLUMN place_basis TEXT;
ALTER TABLE invoices ADD COLUMN place_reason TEXT;       -- why somebody set another one
ALTER TABLE invoices ADD COLUMN liability TEXT;          -- seller, customer, zero_rated
ALTER TABLE invoices ADD COLUMN rounding TEXT;           -- none, whole
ALTER TABLE invoices ADD COLUMN discount INTEGER;
ALTER TABLE invoices ADD COLUMN taxable INTEGER;
ALTER TABLE invoices ADD COLUMN tax INTEGER;
ALTER TABLE invoices ADD COLUMN round_off INTEGER;
ALTER TABLE invoices ADD COLUMN notes TEXT;
ALTER TABLE invoices ADD COLUMN terms TEXT;
ALTER TABLE invoices ADD COLUMN corrects_id TEXT REFERENCES invoices(id);
ALTER TABLE invoices ADD COLUMN quote_id TEXT REFERENCES quotes(id);
ALTER TABLE invoices ADD COLUMN reason TEXT;             -- of a credit note, of a void
ALTER TABLE invoices ADD COLUMN voided_at INTEGER;
ALTER TABLE invoices ADD COLUMN created_at INTEGER;
ALTER TABLE invoices ADD COLUMN created_by TEXT REFERENCES users(id);

CREATE INDEX invoices_correcting ON invoices(corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX invoices_of_quote ON invoices(quote_id) WHERE quote_id IS NOT NULL;
CREATE INDEX invoices_created_by ON invoices(created_by) WHERE created_by IS NOT NULL;
CREATE UNIQUE INDEX invoices_serial ON invoices(branch_id, series, fiscal_year, device, serial) WHERE serial IS NOT NULL;
CREATE INDEX invoices_by_day ON invoices(branch_id, issued_on) WHERE serial IS NOT NULL;

CREATE TABLE invoice_items (
  id TEXT PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES invoices(id),
  position INTEGER NOT NULL DEFAULT 0,
  item_type TEXT NOT NULL CHECK (item_type IN ('service', 'merch')),
  description TEXT NOT NULL,
  code TEXT,                                             -- SAC or HSN
  qty INTEGER NOT NULL CHECK (typeof(qty) = 'integer' AND qty > 0),            -- thousandths
  unit_price INTEGER NOT NULL CHECK (typeof(unit_price) = 'integer' AND unit_price BETWEEN 0 AND 999999999999999),
  discount INTEGER NOT NULL DEFAULT 0 CHECK (typeof(discount) = 'integer' AND discount BETWEEN 0 AND 999999999999999),
  tax_rate INTEGER NOT NULL DEFAULT 0 CHECK (tax_rate BETWEEN 0 AND 10000),    -- hundredths of a percent
  pricing TEXT NOT NULL DEFAULT 'exclusive' CHECK (pricing IN ('exclusive', 'inclusive')),
  package_id TEXT REFERENCES packages(id),
  corrects_item_id TEXT REFERENCES invoice_items(id),    -- of a credit note: the line that it takes back
  spread INTEGER NOT NULL DEFAULT 0,                     -- what of the discount on the whole falls on it
  taxable INTEGER NOT NULL DEFAULT 0,
  tax_json TEXT,                                         -- {"cgst": 900, …}
  total INTEGER NOT NULL DEFAULT 0,                      -- taxable and tax
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX invoice_items_of_invoice ON invoice_items(invoice_id, position, id);
CREATE INDEX invoice_items_of_package ON invoice_items(package_id) WHERE package_id IS NOT NULL;
CREATE INDEX invoice_items_correcting ON invoice_items(corrects_item_id) WHERE corrects_item_id IS NOT NULL;

-- Numbers (SV_NUMBER): consecutive, without gaps, dates never decreasing -----------------------------------------

CREATE TABLE number_series (
  id TEXT PRIMARY KEY,
  branch_id TEXT NOT NULL REFERENCES branches(id),
  series TEXT NOT NULL CHECK (series IN ('main', 'credit_note', 'advance_receipt', 'refund_voucher')),
  fiscal_year TEXT NOT NULL,
  device TEXT NOT NULL DEFAULT '',
  first INTEGER NOT NULL DEFAULT 1 CHECK (typeof(first) = 'integer' AND first > 0),
  next INTEGER NOT NULL DEFAULT 1 CHECK (typeof(next) = 'integer' AND next >= first),
  last_on TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (branch_id, series, fiscal_year, device)
);
-- A series starts where it is told to, as long as it has given nothing out; then it only counts.
CREATE TRIGGER number_series_insert BEFORE INSERT ON number_series WHEN NEW.next <> NEW.first OR EXISTS (SELECT 1 FROM number_series
  WHERE branch_id = NEW.branch_id AND series = NEW.series AND fiscal_year = NEW.fiscal_year AND device = NEW.device)
BEGIN SELECT RAISE(ABORT, 'SV_NUMBER'); END;
CREATE TRIGGER number_series_update BEFORE UPDATE ON number_series
  WHEN NEW.id IS NOT OLD.id OR NEW.branch_id IS NOT OLD.branch_id OR NEW.series IS NOT OLD.series OR NEW.fiscal_year IS NOT OLD.fiscal_year
    OR NEW.device IS NOT OLD.device
    OR ((NEW.first IS NOT OLD.first OR NEW.next < OLD.next) AND EXISTS (SELECT 1 FROM invoices WHERE branch_id = OLD.branch_id
          AND series = OLD.series AND fiscal_year = OLD.fiscal_year AND device = OLD.device AND serial IS NOT NULL))
    OR (NEW.first IS OLD.first AND NEW.next > OLD.next AND (NEW.next <> OLD.next + 1 OR NOT EXISTS (SELECT 1 FROM invoices WHERE branch_id = OLD.branch_id
          AND series = OLD.series AND fiscal_year = OLD.fiscal_year AND device = OLD.device AND serial = OLD.next)))
    OR (NEW.first IS NOT OLD.first AND NEW.next IS NOT NEW.first)
BEGIN SELECT RAISE(ABORT, 'SV_NUMBER'); END;
CREATE TRIGGER number_series_delete BEFORE DELETE ON number_series
  WHEN EXISTS (SELECT 1 FROM invoices WHERE branch_id = OLD.branch_id AND series = OLD.series AND fiscal_year = OLD.fiscal_year
    AND device = OLD.device AND serial IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'SV_NUMBER'); END;

CREATE TRIGGER invoices_number_insert BEFORE INSERT ON invoices WHEN NEW.serial IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'SV_NUMBER'); END;
CREATE TRIGGER invoices_number_update BEFORE UPDATE OF serial ON invoices WHEN OLD.serial IS NULL AND NEW.serial IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'SV_NUMBER') WHERE NEW.number IS NULL OR NEW.series IS NULL OR NEW.fiscal_year IS NULL OR NEW.device IS NULL
    OR NEW.issued_on IS NULL OR NEW.issued_at IS NULL OR NEW.status NOT IN ('issued', 'paid', 'overdue') OR OLD.status <> 'draft';
  SELECT RAISE(ABORT, 'SV_NUMBER') WHERE NEW.serial IS NOT (SELECT next FROM number_series WHERE branch_id = NEW.branch_id
    AND series = NEW.series AND fiscal_year = NEW.fiscal_year AND device = NEW.device);
  SELECT RAISE(ABORT, 'SV_NUMBER_DATE') WHERE NEW.issued_on < (SELECT last_on FROM number_series WHERE branch_id = NEW.branch_id
    AND series = NEW.series AND fiscal_year = NEW.fiscal_year AND device = NEW.device);
  -- One number in one registration, whatever its case: branches that share a GSTIN number apart.
  SELECT RAISE(ABORT, 'SV_NUMBER_TAKEN') FROM branches b JOIN branches own ON own.id = NEW.branch_id
    JOIN invoices i ON i.branch_id = b.id AND i.number = NEW.number COLLATE NOCASE AND i.id <> NEW.id
    WHERE b.id = own.id OR (b.org_id = own.org_id AND json_valid(b.tax_json) AND json_valid(own.tax_json)
      AND upper(b.tax_json ->> '$.gstin') = upper(own.tax_json ->> '$.gstin'));
END;
CREATE TRIGGER invoices_numbered AFTER UPDATE OF serial ON invoices WHEN OLD.serial IS NULL AND NEW.serial IS NOT NULL
BEGIN
  UPDATE number_series SET next = next + 1, last_on = NEW.issued_on, version = version + 1 WHERE branch_id = NEW.branch_id
    AND series = NEW.series AND fiscal_year = NEW.fiscal_year AND device = NEW.device;
END;

-- What was issued does not change any more (SV_ISSUED) ------------------------------------------------------------
-- The client may move (two that become one), the status follows the money, a void says why.

CREATE TRIGGER invoices_issued_update BEFORE UPDATE ON invoices
  WHEN OLD.serial IS NOT NULL AND (NEW.id IS NOT OLD.id OR NEW.rowid IS NOT OLD.rowid OR NEW.branch_id IS NOT OLD.branch_id
    OR NEW.project_id IS NOT OLD.project_id OR NEW.invoice_type IS NOT OLD.invoice_type OR NEW.amount_total IS NOT OLD.amount_total
    OR NEW.tax_json IS NOT OLD.tax_json OR NEW.issued_at IS NOT OLD.issued_at OR NEW.due_at IS NOT OLD.due_at
    OR NEW.number IS NOT OLD.number OR NEW.currency IS NOT OLD.currency OR NEW.series IS NOT OLD.series
    OR NEW.fiscal_year IS NOT OLD.fiscal_year OR NEW.device IS NOT OLD.device OR NEW.serial IS NOT OLD.serial
    OR NEW.issued_on IS NOT OLD.issued_on OR NEW.due_on IS NOT OLD.due_on OR NEW.document IS NOT OLD.document
    OR NEW.seller_json IS NOT OLD.seller_json OR NEW.buyer_json IS NOT OLD.buyer_json OR NEW.place_of_supply IS NOT OLD.place_of_supply
    OR NEW.place_basis IS NOT OLD.place_basis OR NEW.place_reason IS NOT OLD.place_reason OR NEW.liability IS NOT OLD.liability
    OR NEW.rounding IS NOT OLD.rounding OR NEW.discount IS NOT OLD.discount OR NEW.taxable IS NOT OLD.taxable OR NEW.tax IS NOT OLD.tax
    OR NEW.round_off IS NOT OLD.round_off OR NEW.notes IS NOT OLD.notes OR NEW.terms IS NOT OLD.terms
    OR NEW.corrects_id IS NOT OLD.corrects_id OR NEW.quote_id IS NOT OLD.quote_id OR NEW.created_at IS NOT OLD.created_at
    OR NEW.created_by IS NOT OLD.created_by OR NEW.status NOT IN ('issued', 'paid', 'overdue', 'void')
    OR (NEW.reason IS NOT OLD.reason AND NOT (OLD.status <> 'void' AND NEW.status = 'void'))
    OR (OLD.status = 'void' AND (NEW.status IS NOT 'void' OR NEW.voided_at IS NOT OLD.voided_at)))
BEGIN SELECT RAISE(ABORT, 'SV_ISSUED'); END;
CREATE TRIGGER invoices_issued_delete BEFORE DELETE ON invoices WHEN OLD.serial IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'SV_ISSUED'); END;
CREATE TRIGGER invoices_issued_replace BEFORE INSERT ON invoices
  WHEN EXISTS (SELECT 1 FROM invoices WHERE id = NEW.id AND serial IS NOT NULL)
    OR (NEW.rowid > 0 AND EXISTS (SELECT 1 FROM invoices WHERE rowid = NEW.rowid AND serial IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'SV_ISSUED'); END;
CREATE TRIGGER invoice_items_issued_insert BEFORE INSERT ON invoice_items
  WHEN EXISTS (SELECT 1 FROM invoices WHERE id = NEW.invoice_id AND serial IS NOT NULL)
    OR EXISTS (SELECT 1 FROM invoice_items t JOIN invoices i ON i.id = t.invoice_id WHERE t.id = NEW.id AND i.serial IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'SV_ISSUED'); END;
CREATE TRIGGER invoice_items_issued_update BEFORE UPDATE ON invoice_items
  WHEN EXISTS (SELECT 1 FROM invoices WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND serial IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'SV_ISSUED'); END;
CREATE TRIGGER invoice_items_issued_delete BEFORE DELETE ON invoice_items
  WHEN EXISTS (SELECT 1 FROM invoices WHERE id = OLD.invoice_id AND serial IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'SV_ISSUED'); END;

-- What pays what (SV_ALLOCATION) ----------------------------------------------------------------------------------
-- A payment pays the invoice that it names as far as that is open; what else it pays, and everything that pays without
-- being a payment, is a row more. A refund takes back with a negative amount.

CREATE TABLE payment_allocations (
  id TEXT PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES invoices(id),
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'advance', 'credit', 'tds', 'write_off', 'bank_charge')),
  amount INTEGER NOT NULL CHECK (typeof(amount) = 'integer' AND amount <> 0 AND abs(amount) < 1000000000000000),
  transaction_id TEXT REFERENCES transactions(id),
  from_invoice_id TEXT REFERENCES invoices(id),          -- the advance receipt or credit note that it comes from
  reason TEXT,
  created_at INTEGER,
  created_by TEXT REFERENCES users(id),
  CHECK ((kind = 'payment') = (transaction_id IS NOT NULL)),
  CHECK ((kind IN ('advance', 'credit')) = (from_invoice_id IS NOT NULL))
);
CREATE INDEX allocations_of_invoice ON payment_allocations(invoice_id);
CREATE INDEX allocations_of_transaction ON payment_allocations(transaction_id) WHERE transaction_id IS NOT NULL;
CREATE INDEX allocations_from ON payment_allocations(from_invoice_id) WHERE from_invoice_id IS NOT NULL;
CREATE INDEX allocations_created_by ON payment_allocations(created_by) WHERE created_by IS NOT NULL;

-- What is open of everything that was issued and is to be paid. settled_before: a row of another program says that it is
-- paid, and nothing says how yet: what comes in later explains it first.
CREATE TABLE invoice_balances (
  invoice_id TEXT PRIMARY KEY,
  branch_id TEXT NOT NULL,
  due_at INTEGER,
  total INTEGER NOT NULL,
  settled_before INTEGER NOT NULL DEFAULT 0,
  allocated INTEGER NOT NULL DEFAULT 0,
  balance INTEGER NOT NULL
);
CREATE INDEX invoice_balances_open ON invoice_balances(branch_id, due_at, balance) WHERE balance > 0;

-- Rows from before: what their payments pay, in the order in which they came.
INSERT INTO invoice_balances
  SELECT i.id, i.branch_id, i.due_at, t.minor, CASE WHEN i.status = 'paid' THEN t.minor ELSE 0 END, 0, CASE WHEN i.status = 'paid' THEN 0 ELSE t.minor END
  FROM (SELECT v.id AS of_id, CAST(round(v.amount_total * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER) AS minor
        FROM invoices v JOIN branches b ON b.id = v.branch_id) t JOIN invoices i ON i.id = t.of_id
  WHERE i.id IS NOT NULL AND i.status NOT IN ('draft', 'void') AND coalesce(i.invoice_type, '') NOT IN ('credit_note', 'refund_voucher') AND t.minor >= 0;
INSERT INTO payment_allocations (id, invoice_id, kind, amount, transaction_id, created_at)
  SELECT 'pal_' || id, invoice_id, 'payment', paid, id, created_at FROM (
    SELECT t.id, t.invoice_id, t.created_at, min(t.minor, o.total - (sum(t.minor) OVER (PARTITION BY t.invoice_id ORDER BY t.created_at, t.id) - t.minor)) AS paid
    FROM (SELECT x.id, x.invoice_id, x.created_at, CAST(round(x.amount * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER) AS minor
          FROM transactions x JOIN invoices v ON v.id = x.invoice_id JOIN branches b ON b.id = v.branch_id
          WHERE x.status IN ('paid', 'disputed', 'under_review') AND x.id IS NOT NULL) t
    JOIN invoice_balances o ON o.invoice_id = t.invoice_id) WHERE paid > 0;
INSERT INTO payment_allocations (id, invoice_id, kind, amount, transaction_id, created_at)
  SELECT 'pal_' || id, invoice_id, 'payment', -back, id, created_at FROM (
    SELECT t.id, t.invoice_id, t.created_at, min(t.minor, a.got - (sum(t.minor) OVER (PARTITION BY t.invoice_id ORDER BY t.created_at, t.id) - t.minor)) AS back
    FROM (SELECT x.id, x.invoice_id, x.created_at, CAST(round(x.amount * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER) AS minor
          FROM transactions x JOIN invoices v ON v.id = x.invoice_id JOIN branches b ON b.id = v.branch_id
          WHERE x.status = 'refunded' AND x.id IS NOT NULL) t
    JOIN (SELECT invoice_id, sum(amount) AS got FROM payment_allocations GROUP BY 1) a ON a.invoice_id = t.invoice_id) WHERE back > 0;
UPDATE invoice_balances SET allocated = a.got FROM (SELECT invoice_id, sum(amount) AS got FROM payment_allocations GROUP BY 1) a
  WHERE a.invoice_id = invoice_balances.invoice_id;
UPDATE invoice_balances SET settled_before = max(0, settled_before - allocated), balance = total - allocated - max(0, settled_before - allocated)
  WHERE allocated <> 0;

CREATE TRIGGER allocations_insert BEFORE INSERT ON payment_allocations
BEGIN
  SELECT RAISE(ABORT, 'SV_APPEND_ONLY') WHERE EXISTS (SELECT 1 FROM payment_allocations WHERE id = NEW.id);
  -- Neither more than is open, nor back more than was paid.
  SELECT RAISE(ABORT, 'SV_ALLOCATION') WHERE NOT EXISTS (SELECT 1 FROM invoice_balances WHERE invoice_id = NEW.invoice_id
    AND NEW.amount <= balance + settled_before AND allocated + NEW.amount >= 0);
  -- Neither more than the payment has, nor of another sign than it.
  SELECT RAISE(ABORT, 'SV_ALLOCATION') FROM transactions t JOIN invoices i ON i.id = t.invoice_id JOIN branches b ON b.id = i.branch_id
    WHERE t.id = NEW.transaction_id AND (t.status = 'failed' OR (NEW.amount > 0) = (t.status = 'refunded')
      OR abs(NEW.amount + coalesce((SELECT sum(amount) FROM payment_allocations WHERE transaction_id = t.id), 0))
        > CAST(round(t.amount * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER));
  -- Neither more than the receipt or credit note is worth, nor of another kind.
  SELECT RAISE(ABORT, 'SV_ALLOCATION') FROM invoices f JOIN branches b ON b.id = f.branch_id
    WHERE f.id = NEW.from_invoice_id AND (f.status IN ('draft', 'void')
      OR f.invoice_type IS NOT CASE NEW.kind WHEN 'advance' THEN 'advance_receipt' ELSE 'credit_note' END
      OR NEW.amount + coalesce((SELECT sum(amount) FROM payment_allocations WHERE from_invoice_id = f.id), 0)
        > CAST(round(f.amount_total * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER)
      OR NEW.amount + coalesce((SELECT sum(amount) FROM payment_allocations WHERE from_invoice_id = f.id), 0) < 0);
END;
CREATE TRIGGER allocations_no_update BEFORE UPDATE ON payment_allocations BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER allocations_no_delete BEFORE DELETE ON payment_allocations
  WHEN NOT EXISTS (SELECT 1 FROM import_rows r JOIN imports i ON i.id = r.import_id
    WHERE r.tbl = 'transactions' AND r.row_id = OLD.transaction_id AND i.state = 'undoing')
BEGIN SELECT RAISE(ABORT, 'SV_APPEND_ONLY'); END;
CREATE TRIGGER allocations_inserted AFTER INSERT ON payment_allocations
BEGIN
  UPDATE invoice_balances SET allocated = allocated + NEW.amount,
    settled_before = CASE WHEN NEW.amount > balance THEN max(0, settled_before - (NEW.amount - balance)) ELSE settled_before END,
    balance = max(0, balance - NEW.amount)
    WHERE invoice_id = NEW.invoice_id;
END;
CREATE TRIGGER allocations_deleted AFTER DELETE ON payment_allocations
BEGIN
  UPDATE invoice_balances SET allocated = allocated - OLD.amount, balance = balance + OLD.amount WHERE invoice_id = OLD.invoice_id;
END;
-- The stored status follows the money; a cache, so that no version moves with it.
CREATE TRIGGER invoice_balances_status AFTER UPDATE OF balance ON invoice_balances
  WHEN (NEW.balance = 0) <> (OLD.balance = 0)
BEGIN
  UPDATE invoices SET status = CASE WHEN NEW.balance = 0 THEN 'paid' ELSE 'issued' END
    WHERE id = NEW.invoice_id AND status = CASE WHEN NEW.balance = 0 THEN 'issued' ELSE 'paid' END;
  UPDATE invoices SET status = 'paid' WHERE id = NEW.invoice_id AND NEW.balance = 0 AND status = 'overdue';
END;

CREATE TRIGGER transactions_allocate AFTER INSERT ON transactions
  WHEN NEW.id IS NOT NULL AND NEW.amount > 0 AND NEW.status IN ('paid', 'disputed', 'under_review')
BEGIN
  INSERT INTO payment_allocations (id, invoice_id, kind, amount, transaction_id, created_at)
    SELECT 'pal_' || NEW.id, NEW.invoice_id, 'payment', part, NEW.id, NEW.created_at FROM (
      SELECT min(o.balance + o.settled_before, CAST(round(NEW.amount * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER)) AS part
      FROM invoice_balances o JOIN branches b ON b.id = o.branch_id WHERE o.invoice_id = NEW.invoice_id) WHERE part > 0;
END;
CREATE TRIGGER transactions_take_back AFTER INSERT ON transactions
  WHEN NEW.id IS NOT NULL AND NEW.amount > 0 AND NEW.status = 'refunded'
BEGIN
  INSERT INTO payment_allocations (id, invoice_id, kind, amount, transaction_id, created_at)
    SELECT 'pal_' || NEW.id, NEW.invoice_id, 'payment', -part, NEW.id, NEW.created_at FROM (
      SELECT min(coalesce((SELECT sum(amount) FROM payment_allocations WHERE invoice_id = NEW.invoice_id AND kind = 'payment'), 0), o.allocated,
        CAST(round(NEW.amount * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER)) AS part
      FROM invoice_balances o JOIN branches b ON b.id = o.branch_id WHERE o.invoice_id = NEW.invoice_id) WHERE part > 0;
END;
CREATE TRIGGER transactions_undone BEFORE DELETE ON transactions BEGIN
  DELETE FROM payment_allocations WHERE transaction_id = OLD.id;
END;

CREATE TRIGGER invoices_balance_insert AFTER INSERT ON invoices
  WHEN NEW.id IS NOT NULL AND NEW.status NOT IN ('draft', 'void') AND coalesce(NEW.invoice_type, '') NOT IN ('credit_note', 'refund_voucher') AND NEW.amount_total >= 0
BEGIN
  INSERT INTO invoice_balances SELECT NEW.id, NEW.branch_id, NEW.due_at, minor, CASE WHEN NEW.status = 'paid' THEN minor ELSE 0 END, 0,
      CASE WHEN NEW.status = 'paid' THEN 0 ELSE minor END
    FROM (SELECT CAST(round(NEW.amount_total * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER) AS minor
          FROM branches b WHERE b.id = NEW.branch_id)
    WHERE NOT EXISTS (SELECT 1 FROM invoice_balances WHERE invoice_id = NEW.id);
END;
CREATE TRIGGER invoices_balance_issue AFTER UPDATE OF status ON invoices
  WHEN OLD.status = 'draft' AND NEW.status NOT IN ('draft', 'void') AND coalesce(NEW.invoice_type, '') NOT IN ('credit_note', 'refund_voucher') AND NEW.amount_total >= 0
BEGIN
  INSERT INTO invoice_balances SELECT NEW.id, NEW.branch_id, NEW.due_at, minor, CASE WHEN NEW.status = 'paid' THEN minor ELSE 0 END, 0,
      CASE WHEN NEW.status = 'paid' THEN 0 ELSE minor END
    FROM (SELECT CAST(round(NEW.amount_total * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER) AS minor
          FROM branches b WHERE b.id = NEW.branch_id)
    WHERE NOT EXISTS (SELECT 1 FROM invoice_balances WHERE invoice_id = NEW.id);
END;
-- Void: only what nothing was paid of (SV_ALLOCATION).
CREATE TRIGGER invoices_void BEFORE UPDATE OF status ON invoices WHEN OLD.serial IS NOT NULL AND OLD.status <> 'void' AND NEW.status = 'void'
BEGIN
  SELECT RAISE(ABORT, 'SV_ALLOCATION') WHERE EXISTS (SELECT 1 FROM invoice_balances WHERE invoice_id = NEW.id AND allocated <> 0)
    OR EXISTS (SELECT 1 FROM payment_allocations WHERE from_invoice_id = NEW.id);
END;
CREATE TRIGGER invoices_balance_void AFTER UPDATE OF status ON invoices WHEN OLD.status NOT IN ('draft', 'void') AND NEW.status IN ('draft', 'void')
BEGIN
  DELETE FROM invoice_balances WHERE invoice_id = NEW.id AND allocated = 0;
END;
CREATE TRIGGER invoices_balance_move AFTER UPDATE OF branch_id, due_at ON invoices
  WHEN NEW.branch_id IS NOT OLD.branch_id OR NEW.due_at IS NOT OLD.due_at
BEGIN
  UPDATE invoice_balances SET branch_id = NEW.branch_id, due_at = NEW.due_at WHERE invoice_id = NEW.id;
END;
CREATE TRIGGER invoices_balance_total AFTER UPDATE OF amount_total ON invoices WHEN NEW.amount_total IS NOT OLD.amount_total
BEGIN
  UPDATE invoice_balances SET total = m.minor, balance = max(0, m.minor - allocated - settled_before)
    FROM (SELECT CAST(round(NEW.amount_total * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER) AS minor
          FROM branches b WHERE b.id = NEW.branch_id) m
    WHERE invoice_id = NEW.id;
END;
CREATE TRIGGER invoices_balance_delete BEFORE DELETE ON invoices BEGIN
  DELETE FROM invoice_balances WHERE invoice_id = OLD.id;
END;
