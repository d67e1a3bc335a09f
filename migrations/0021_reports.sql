-- The takings of a day are found by the time at which money came, without looking at any other payment.
CREATE INDEX transactions_by_time ON transactions(created_at, id);
