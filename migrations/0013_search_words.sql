-- The index of entries of the audit log holds the words that are shown: an index of before is made anew when the file is
-- opened. One that holds nothing yet is as good as new.
UPDATE store_meta SET value = '2' WHERE key = 'search_version' AND NOT EXISTS (SELECT 1 FROM search_docs);
