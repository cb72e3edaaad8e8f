-- 未采用的行。 A row that could not be used, or a value that could not be read, and why.
SELECT row_ref, source, text("column") AS "column", reason, text(says) AS says
FROM conform.quarantine_rows
