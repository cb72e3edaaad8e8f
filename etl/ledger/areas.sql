-- 各地区的计数口径。 An area code of a workshop: which groups are counted there, which must be declared, the documents applied.
WITH areas AS (
    SELECT DISTINCT area_code FROM ledger.workshops
),
applied AS (
    SELECT
        a.area_code, d.number, d.holds, d.undelivered,
        d.counts_poverty_exit, d.counts_monitored, d.counts_relocated,
        bool_or(d.holds) OVER (PARTITION BY a.area_code) AS some_hold
    FROM areas AS a
    INNER JOIN policy.ledger_documents AS d ON starts_with(a.area_code, d.area)
),
counted AS (
    -- Where no document holds, the groups of those that once did: the counts go on, the findings say no_basis.
    SELECT
        area_code,
        bool_or(counts_poverty_exit) AS poverty_exit,
        bool_or(counts_monitored) AS monitored,
        bool_or(counts_relocated) AS relocated,
        bool_or(undelivered) AS undelivered,
        listed(CASE WHEN holds THEN number END) AS policy
    FROM applied
    WHERE holds OR NOT some_hold
    GROUP BY area_code
),
asked AS (
    SELECT
        a.area_code,
        bool_or(d.poverty_exit) AS poverty_exit,
        bool_or(d.monitored) AS monitored,
        bool_or(d.relocated) AS relocated,
        bool_or(d.poverty_exit AND d.area = '') AS poverty_exit_anywhere,
        bool_or(d.monitored AND d.area = '') AS monitored_anywhere,
        bool_or(d.relocated AND d.area = '') AS relocated_anywhere
    FROM areas AS a
    INNER JOIN policy.ledger_declared AS d ON starts_with(a.area_code, d.area)
    GROUP BY a.area_code
)
SELECT
    a.area_code,
    CASE WHEN c.poverty_exit OR c.monitored OR c.relocated THEN c.poverty_exit
        ELSE a.poverty_exit_anywhere END AS counts_poverty_exit,
    CASE WHEN c.poverty_exit OR c.monitored OR c.relocated THEN c.monitored
        ELSE a.monitored_anywhere END AS counts_monitored,
    CASE WHEN c.poverty_exit OR c.monitored OR c.relocated THEN c.relocated
        ELSE a.relocated_anywhere END AS counts_relocated,
    a.poverty_exit AS asks_poverty_exit,
    a.monitored AS asks_monitored,
    a.relocated AS asks_relocated,
    coalesce(c.undelivered, FALSE) AS undelivered,
    coalesce(c.policy, '') AS policy
FROM asked AS a
LEFT JOIN counted AS c USING (area_code)
