-- 校核纠错表。 A cell that an office is asked about, with its place in the source.
SELECT c.source, c.row_ref, i.native_key, i.file, i.source_row, c."column", c.was, c.found, c.says
FROM publish.corrections AS c
INNER JOIN publish.row_index AS i USING (row_ref)
