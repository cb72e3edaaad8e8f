-- 写法的结论。 A form that needed comparing: whom it names, how surely and why; what people decided stands above all.
WITH machine AS (
    SELECT
        s.form,
        s.person_id,
        'same' AS outcome,
        'id' AS tier,
        w.by_number AS score,
        s.number_way || ',' || w.way AS reasons,
        CAST(NULL AS VARCHAR) AS runner_up_person_id,
        CAST(NULL AS DOUBLE) AS runner_up_score
    FROM link.settled AS s
    INNER JOIN link.ways AS w USING (rank)
    UNION ALL
    SELECT
        o.form,
        o.person_id,
        o.outcome,
        o.tier,
        o.score,
        o.reasons,
        o.runner_up_person_id,
        o.runner_up_score
    FROM link.outcomes AS o
),
holders AS (
    SELECT h.form, min(h.person_id) AS number_holder_id FROM link.hits AS h GROUP BY h.form
),
by_machine AS (
    SELECT
        f.form,
        f.id_kind,
        f.id_fault,
        f.id_normal,
        f.name_normal,
        m.person_id,
        coalesce(m.outcome, 'none') AS outcome,
        coalesce(m.tier, CASE WHEN f.id_normal IS NOT NULL THEN 'id' ELSE 'none' END) AS tier,
        coalesce(m.score, 0) AS score,
        coalesce(
            m.reasons,
            CASE WHEN f.id_kind = 'missing' THEN 'id_missing' WHEN f.id_fault IS NOT NULL THEN 'id_invalid' ELSE '' END
        ) AS reasons,
        m.runner_up_person_id,
        m.runner_up_score,
        h.number_holder_id
    FROM link.compared_forms AS f
    LEFT JOIN machine AS m USING (form)
    LEFT JOIN holders AS h USING (form)
),
rulings AS (
    SELECT
        r.form,
        r.person_id AS ruled_id,
        r.answer = 'same' AS is_same,
        r.answer = 'cannot_tell' AS is_open
    FROM link.form_rulings AS r
    WHERE r.stands AND r.answer IN ('same', 'cannot_tell')
),
refusals AS (
    SELECT DISTINCT r.form FROM link.form_rulings AS r WHERE r.stands AND r.answer = 'different'
),
ruled AS (
    SELECT
        b.*,
        r.ruled_id,
        coalesce(r.is_same, FALSE) AS is_same,
        coalesce(r.is_open, FALSE) AS is_open,
        coalesce(r.is_same OR r.is_open, FALSE) OR (d.form IS NOT NULL AND b.outcome = 'none') AS is_ruled
    FROM by_machine AS b
    LEFT JOIN rulings AS r ON r.form = b.form
    LEFT JOIN refusals AS d ON d.form = b.form
)
SELECT
    r.form,
    CASE WHEN r.is_same THEN r.ruled_id WHEN r.is_open THEN coalesce(r.person_id, r.ruled_id) ELSE r.person_id END AS person_id,
    CASE WHEN r.is_same THEN 'same' WHEN r.is_open THEN 'unsure' ELSE r.outcome END AS outcome,
    CASE WHEN r.is_ruled THEN 'decision' ELSE r.tier END AS tier,
    CASE WHEN r.is_same THEN 1 ELSE r.score END AS score,
    CASE
        WHEN r.is_ruled AND r.reasons = '' THEN 'decided'
        WHEN r.is_ruled THEN 'decided,' || r.reasons
        ELSE r.reasons
    END AS reasons,
    r.runner_up_person_id,
    r.runner_up_score,
    r.id_kind,
    r.id_fault,
    r.id_normal,
    r.name_normal,
    r.number_holder_id
FROM ruled AS r
