-- 反证。 A candidate pair that the months of the form speak against: dead before them, or certainly on another workshop's roster.
WITH seen AS (
    SELECT r.form, r.month, r.workshop_id AS place FROM conform.rosters AS r
    UNION ALL
    SELECT s.form, s.from_month AS month, CAST(NULL AS VARCHAR) AS place FROM conform.subsidies AS s
    UNION ALL
    SELECT d.form, d.from_month AS month, CAST(NULL AS VARCHAR) AS place FROM conform.disbursements AS d
),
first_seen AS (
    SELECT s.form, min(s.month) AS month
    FROM seen AS s
    SEMI JOIN link.pairs AS p ON p.form = s.form
    GROUP BY s.form
),
deaths AS (
    SELECT
        v.person_id,
        max(v.person_state_on) FILTER (WHERE v.person_state = '死亡') AS died_on,
        max(v.known_from) FILTER (WHERE v.person_state = '死亡') AS said_on,
        max(v.known_from) AS newest_on
    FROM link.register_versions AS v
    SEMI JOIN link.pairs AS p ON p.person_id = v.person_id
    GROUP BY v.person_id
),
dead_before AS (
    SELECT DISTINCT p.form, p.person_id
    FROM link.pairs AS p
    INNER JOIN first_seen AS f USING (form)
    INNER JOIN deaths AS d USING (person_id)
    WHERE d.said_on = d.newest_on AND month_of(d.died_on) < f.month
),
certain AS (
    SELECT w.form, w.person_id FROM link.written AS w SEMI JOIN link.pairs AS p ON p.person_id = w.person_id
    UNION ALL
    SELECT s.form, s.person_id FROM link.settled AS s SEMI JOIN link.pairs AS p ON p.person_id = s.person_id
),
there AS (
    SELECT DISTINCT c.person_id, s.month, s.place
    FROM certain AS c
    INNER JOIN seen AS s USING (form)
    WHERE s.place IS NOT NULL AND s.month IS NOT NULL
),
here AS (
    SELECT DISTINCT p.form, p.person_id, s.month, s.place
    FROM link.pairs AS p
    INNER JOIN seen AS s USING (form)
    WHERE s.place IS NOT NULL
),
elsewhere AS (
    SELECT DISTINCT h.form, h.person_id
    FROM here AS h
    INNER JOIN there AS t USING (person_id, month)
    WHERE h.place <> t.place
)
SELECT d.form, d.person_id, 'dead_before' AS sign FROM dead_before AS d
UNION ALL
SELECT e.form, e.person_id, 'elsewhere' AS sign FROM elsewhere AS e
