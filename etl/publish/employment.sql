-- 就业核实。 The verdict on a roster row, and why it differs from the previous release.
WITH verdicts AS (
    SELECT
        v.row_ref, v.row_id, nullif(p.person_key, '') AS person_key, v.workshop_id, v.month, v.verdict,
        text(v."for") AS "for", text(v.against) AS against, text(v.missing) AS missing, v.pay
    FROM verify.roster_verdicts AS v
    SEMI JOIN run.areas AS a ON text(v.county) = '' OR starts_with(v.county, a.area)
    CROSS JOIN run.month AS m
    LEFT JOIN link.persons AS p ON p.person = v.person
    WHERE v.month BETWEEN month_plus(m.month, -11) AND m.month
),
before AS (
    -- Rows are known again by the source's own number, since a reference names the pull that the row came in.
    SELECT i.native_key AS row_id, e.person_key, e.month, e.verdict, e."for", e.against, e.missing, e.pay
    FROM earlier.employment AS e
    INNER JOIN earlier.row_index AS i USING (row_ref)
),
spoken AS (
    SELECT min(month) AS first_month, max(month) AS last_month FROM before
),
rested AS (
    -- Decisions that the previous release rested on already, and the person it took them for.
    SELECT i.native_key AS row_id, text(l.person_key) AS person_key
    FROM earlier.links AS l
    INNER JOIN earlier.row_index AS i USING (row_ref)
    WHERE l.tier = 'decision'
),
asked AS (
    SELECT v.row_ref, v.row_id, text(v.person_key) AS person_key
    FROM verdicts AS v
    SEMI JOIN link.row_decisions AS d USING (row_ref)
),
decided AS (
    SELECT DISTINCT a.row_ref FROM asked AS a ANTI JOIN rested AS r USING (row_id, person_key)
),
differing AS (
    -- Of months that the previous release spoke of: the row is new, or its verdict or pay is another.
    SELECT
        v.row_ref,
        b.row_id IS NULL AS is_new,
        v.pay IS DISTINCT FROM b.pay AS is_other_pay,
        b.person_key IS NOT NULL AND v.person_key IS DISTINCT FROM b.person_key AS is_other_person,
        d.row_ref IS NOT NULL
            OR contains(',' || v."for" || ',', ',field_check,') <> contains(',' || text(b."for") || ',', ',field_check,')
            AS is_decided,
        names_more(b."for", v."for") AS is_lost,
        names_more(v."for", b."for") AS is_gained,
        names_more(v.against, b.against) AS is_suspected,
        -- What was for review is surely so once a later month is known: the code is the same.
        v.verdict = 'contradicted' AND v.against <> '' AND v.against = b.against AS is_graver,
        v.missing <> b.missing AS is_told_otherwise
    FROM verdicts AS v
    LEFT JOIN before AS b USING (row_id)
    CROSS JOIN spoken AS s
    LEFT JOIN decided AS d ON d.row_ref = v.row_ref
    WHERE v.month BETWEEN s.first_month AND s.last_month
        AND (b.row_id IS NULL OR v.verdict <> b.verdict OR v.pay IS DISTINCT FROM b.pay)
),
reasons AS (
    SELECT
        c.row_ref,
        CASE
            WHEN c.is_new THEN 'new_row'
            WHEN c.is_decided THEN 'decision'
            WHEN c.is_other_pay OR c.is_other_person OR c.is_lost THEN 'corrected_row'
            WHEN c.is_graver OR c.is_gained OR c.is_suspected OR c.is_told_otherwise THEN 'new_row'
            WHEN r.policy_changed THEN 'policy'
            ELSE 'corrected_row'
        END AS changed_because
    FROM differing AS c
    CROSS JOIN run.release AS r
)
SELECT
    v.row_ref, v.person_key, v.workshop_id, v.month, v.verdict, v."for", v.against, v.missing, v.pay, r.changed_because
FROM verdicts AS v
LEFT JOIN reasons AS r USING (row_ref)
