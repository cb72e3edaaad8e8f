-- 办理时限。 A procedure or inspection of a workshop of the areas.
WITH shops AS (
    SELECT w.workshop_id FROM conform.workshops AS w SEMI JOIN run.areas AS a ON starts_with(w.area_code, a.area)
)
SELECT d.workshop_id, d.kind, d.due_on, d.done_on, d.state, d.clause
FROM rules.deadlines AS d
SEMI JOIN shops AS s USING (workshop_id)
