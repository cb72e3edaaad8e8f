-- 由号码认定的写法。 A form whose number is a register person's beside a name that agrees in a known way.
WITH agreeing AS (
    SELECT h.form, h.person_id, h.number_way, h.rank
    FROM link.hits AS h
    INNER JOIN link.ways AS w USING (rank)
    WHERE w.is_known
),
states AS (
    SELECT v.person_id, bool_and(coalesce(v.person_state, '正常') <> '正常') AS has_left
    FROM link.register_versions AS v
    SEMI JOIN agreeing ON agreeing.person_id = v.person_id
    GROUP BY v.person_id
),
placed AS (
    SELECT
        a.form,
        a.person_id,
        a.number_way,
        a.rank,
        row_number() OVER (PARTITION BY a.form ORDER BY a.rank DESC, s.has_left, a.person_id) AS place
    FROM agreeing AS a
    INNER JOIN states AS s USING (person_id)
)
SELECT p.form, p.person_id, p.number_way, p.rank
FROM placed AS p
WHERE p.place = 1
