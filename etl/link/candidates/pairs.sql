-- 候选对。 A form that its number did not settle and a register person that it could mean, with what their numbers have in common.
WITH rest AS (
    SELECT f.form FROM link.compared_forms AS f ANTI JOIN link.settled AS s USING (form)
),
mended AS (
    SELECT h.form, h.person_id, max(h.way) AS number_way
    FROM link.number_hits AS h
    SEMI JOIN rest ON rest.form = h.form
    WHERE h.way IN ('id_one_digit', 'id_transposed')
    GROUP BY h.form, h.person_id
),
numbered AS (
    SELECT h.form, h.person_id, h.number_way FROM link.hits AS h SEMI JOIN rest ON rest.form = h.form
    UNION ALL
    SELECT m.form, m.person_id, m.number_way FROM mended AS m
),
named AS (
    SELECT DISTINCT a.form, k.person_id
    FROM link.asked_keys AS a
    INNER JOIN link.key_holders AS k USING (kind, key)
    INNER JOIN link.bounds AS b USING (kind)
    WHERE k.brings <= b.most
),
met AS (
    SELECT n.form, n.person_id, n.number_way FROM numbered AS n
    UNION ALL
    SELECT n.form, n.person_id, CAST(NULL AS VARCHAR) AS number_way
    FROM named AS n
    ANTI JOIN numbered AS m ON m.form = n.form AND m.person_id = n.person_id
)
SELECT m.form, m.person_id, m.number_way
FROM met AS m
ANTI JOIN link.form_rulings AS r
    ON r.form = m.form AND r.person_id = m.person_id AND r.stands AND r.answer = 'different'
