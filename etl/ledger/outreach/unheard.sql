-- 不能据以说无业的县。 A county for which a configured source of work or pensions is not full in the ledger month: nobody there is said to be without work.
WITH asked AS (
    SELECT l.source
    FROM (VALUES
        ('hrss.contracts'), ('hrss.employment'), ('hrss.public_posts'), ('hrss.rosters'), ('outwork.spells'),
        ('social_insurance.contributions'), ('social_insurance.pensions')
    ) AS l(source)
    INNER JOIN run.configured AS c ON c.system = split_part(l.source, '.', 1)
),
counties AS (
    SELECT DISTINCT county FROM link.persons WHERE county <> ''
    UNION
    SELECT DISTINCT county FROM ledger.workshops
    UNION
    SELECT DISTINCT county FROM ledger.home_members
),
held AS (
    SELECT c.county, c.source
    FROM verify.coverage AS c
    INNER JOIN run.month AS m USING (month)
    WHERE c.state = 'full'
)
SELECT k.county, listed(a.source) AS missing
FROM counties AS k
CROSS JOIN asked AS a
LEFT JOIN held AS h ON h.county = k.county AND h.source = a.source
WHERE h.source IS NULL
GROUP BY k.county
