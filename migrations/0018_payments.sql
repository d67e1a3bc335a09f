-- Payments: each comes in once; an advance is used as far as it was paid; files show whether the project is paid.

-- One row for a payment, whoever writes it (SV_PAID_ALREADY); what an import brings from before is kept as it is.
CREATE TRIGGER transactions_once BEFORE INSERT ON transactions WHEN NEW.status <> 'refunded'
BEGIN
  SELECT RAISE(ABORT, 'SV_PAID_ALREADY') WHERE EXISTS (SELECT 1 FROM transactions
      WHERE gateway_payment_id = NEW.gateway_payment_id AND status <> 'refunded')
    AND NOT EXISTS (SELECT 1 FROM import_rows WHERE tbl = 'transactions' AND row_id = NEW.id);
END;

-- All refunds of a payment together are not more than it (SV_REFUND).
CREATE INDEX transactions_refunds ON transactions(refund_of) WHERE refund_of IS NOT NULL;
CREATE TRIGGER transactions_refund BEFORE INSERT ON transactions
  WHEN NEW.refund_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM import_rows WHERE tbl = 'transactions' AND row_id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'SV_REFUND') WHERE NEW.status <> 'refunded' OR NOT EXISTS (SELECT 1 FROM transactions t WHERE t.id = NEW.refund_of
    AND t.status IN ('paid', 'disputed', 'under_review')
    AND round((t.amount - NEW.amount - coalesce((SELECT sum(r.amount) FROM transactions r WHERE r.refund_of = t.id), 0)) * 1000) >= 0);
END;

-- A refund voucher takes an advance receipt back; otherwise as before.
DROP TRIGGER allocations_insert;
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
  -- Neither more than the receipt or note is worth, nor of another kind.
  SELECT RAISE(ABORT, 'SV_ALLOCATION') FROM invoices f JOIN branches b ON b.id = f.branch_id
    WHERE f.id = NEW.from_invoice_id AND (f.status IN ('draft', 'void')
      OR NOT (f.invoice_type IS CASE NEW.kind WHEN 'advance' THEN 'advance_receipt' ELSE 'credit_note' END
        OR (NEW.kind = 'credit' AND f.invoice_type IS 'refund_voucher' AND f.corrects_id IS NEW.invoice_id))
      OR NEW.amount + coalesce((SELECT sum(amount) FROM payment_allocations WHERE from_invoice_id = f.id), 0)
        > CAST(round(f.amount_total * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER)
      OR NEW.amount + coalesce((SELECT sum(amount) FROM payment_allocations WHERE from_invoice_id = f.id), 0) < 0);
  -- Of an advance, only what was paid and not given back.
  SELECT RAISE(ABORT, 'SV_ALLOCATION') WHERE NEW.kind = 'advance' AND NEW.amount > 0
    AND NEW.amount + coalesce((SELECT sum(amount) FROM payment_allocations WHERE from_invoice_id = NEW.from_invoice_id), 0)
      > coalesce((SELECT sum(amount) FROM payment_allocations WHERE invoice_id = NEW.from_invoice_id AND kind = 'payment'), 0)
        + coalesce((SELECT settled_before FROM invoice_balances WHERE invoice_id = NEW.from_invoice_id), 0);
END;

-- Files of a project that owes something are proofs; with the last payment they turn clean, with a refund back again.
CREATE INDEX media_by_watermark ON media_objects(project_id, watermark_state);
CREATE TRIGGER watermark_paid AFTER UPDATE OF balance ON invoice_balances WHEN (NEW.balance = 0) <> (OLD.balance = 0)
BEGIN
  UPDATE media_objects SET watermark_state = 'clean', version = coalesce(version, 1) + 1
    WHERE project_id = (SELECT project_id FROM invoices WHERE id = NEW.invoice_id) AND watermark_state = 'proof' AND NEW.balance = 0
      AND NOT EXISTS (SELECT 1 FROM invoices i JOIN invoice_balances o ON o.invoice_id = i.id
        WHERE i.project_id = media_objects.project_id AND o.balance > 0 AND i.invoice_type IS NOT 'advance_receipt');
  UPDATE media_objects SET watermark_state = 'proof', version = coalesce(version, 1) + 1
    WHERE project_id = (SELECT project_id FROM invoices WHERE id = NEW.invoice_id AND invoice_type IS NOT 'advance_receipt')
      AND watermark_state = 'clean' AND NEW.balance > 0;
END;
CREATE TRIGGER watermark_issued AFTER INSERT ON invoice_balances WHEN NEW.balance > 0
BEGIN
  UPDATE media_objects SET watermark_state = 'proof', version = coalesce(version, 1) + 1
    WHERE project_id = (SELECT project_id FROM invoices WHERE id = NEW.invoice_id AND serial IS NOT NULL AND invoice_type IS NOT 'advance_receipt')
      AND watermark_state = 'clean';
END;
