-- Gear is found by its name without blanks, too. An index that holds nothing yet is one of the new kind; any other is
-- built anew when the file is opened.
UPDATE store_meta SET value = '3' WHERE key = 'search_version' AND NOT EXISTS (SELECT 1 FROM search_docs);
