-- Custody and transfers know of each other, and pieces come back one after the other.
-- Triggers use only what SQLite 3.40 has.

-- What is on its way to another branch goes out to nobody, and what is out with somebody is not sent, whoever writes.
CREATE TRIGGER asset_custody_transit BEFORE INSERT ON asset_custody WHEN NEW.back_at IS NULL BEGIN
  SELECT RAISE(ABORT, 'SV_ON_ITS_WAY') FROM asset_transfers WHERE asset_id = NEW.asset_id AND outcome IS NULL;
END;
CREATE TRIGGER asset_transfers_out_insert BEFORE INSERT ON asset_transfers WHEN NEW.outcome IS NULL BEGIN
  SELECT RAISE(ABORT, 'SV_WITH_SOMEBODY') FROM asset_custody WHERE asset_id = NEW.asset_id AND back_at IS NULL;
END;
CREATE TRIGGER asset_transfers_out_update BEFORE UPDATE OF asset_id, outcome ON asset_transfers
  WHEN NEW.outcome IS NULL AND (OLD.outcome IS NOT NULL OR NEW.asset_id IS NOT OLD.asset_id)
BEGIN
  SELECT RAISE(ABORT, 'SV_WITH_SOMEBODY') FROM asset_custody WHERE asset_id = NEW.asset_id AND back_at IS NULL;
END;

-- Of several pieces some come back before the rest: they are a link of their own, which went when the rest went and is
-- back, and the link that they were part of is so many pieces less. Nothing that was written down is lost by that.
ALTER TABLE asset_custody ADD COLUMN part_of TEXT REFERENCES asset_custody(id);
ALTER TABLE asset_custody ADD COLUMN went INTEGER;                        -- how many went, once some are back before the rest
CREATE INDEX asset_custody_parts ON asset_custody(part_of, qty) WHERE part_of IS NOT NULL;
CREATE INDEX asset_custody_split ON asset_custody(went, id) WHERE went IS NOT NULL;
-- A part is taken from what is out and adds up, or it fills what a link that was copied from another file says is missing.
CREATE TRIGGER asset_custody_part BEFORE INSERT ON asset_custody WHEN NEW.part_of IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'SV_APPEND_ONLY')
    WHERE NEW.went IS NOT NULL OR NEW.back_at IS NULL OR NEW.qty < 1 OR NOT EXISTS (SELECT 1 FROM asset_custody w
      WHERE w.id = NEW.part_of AND w.part_of IS NULL AND w.asset_id = NEW.asset_id AND w.out_at = NEW.out_at
        AND w.holder_user_id IS NEW.holder_user_id AND w.holder IS NEW.holder
        AND ((w.back_at IS NULL AND NEW.qty < w.qty
            AND w.qty = coalesce(w.went, w.qty) - (SELECT coalesce(sum(p.qty), 0) FROM asset_custody p WHERE p.part_of = w.id))
          OR w.went >= w.qty + NEW.qty + (SELECT coalesce(sum(p.qty), 0) FROM asset_custody p WHERE p.part_of = w.id)));
END;
DROP TRIGGER asset_custody_update_guard;
CREATE TRIGGER asset_custody_update_guard BEFORE UPDATE ON asset_custody
  WHEN NEW.id IS NOT OLD.id OR NEW.asset_id IS NOT OLD.asset_id OR NEW.out_at IS NOT OLD.out_at
    OR NEW.condition_out IS NOT OLD.condition_out OR NEW.out_by IS NOT OLD.out_by OR NEW.holder_user_id IS NOT OLD.holder_user_id
    OR NEW.kit_id IS NOT OLD.kit_id OR NEW.part_of IS NOT OLD.part_of
    OR (NEW.holder IS NULL) IS NOT (OLD.holder IS NULL) OR (NEW.project_id IS NOT OLD.project_id AND NEW.project_id IS NOT NULL)
    OR (OLD.back_at IS NOT NULL AND (NEW.back_at IS NOT OLD.back_at OR NEW.back_by IS NOT OLD.back_by OR NEW.due_at IS NOT OLD.due_at
      OR NEW.condition_back IS NOT OLD.condition_back))
    OR ((NEW.qty IS NOT OLD.qty OR NEW.went IS NOT OLD.went) AND NOT (OLD.back_at IS NULL AND NEW.back_at IS NULL
      AND NEW.qty >= 1 AND NEW.qty < OLD.qty AND NEW.went IS coalesce(OLD.went, OLD.qty)
      AND NEW.qty = NEW.went - (SELECT coalesce(sum(p.qty), 0) FROM asset_custody p WHERE p.part_of = NEW.id)))
BEGIN
  SELECT RAISE(ABORT, 'SV_APPEND_ONLY');
END;
