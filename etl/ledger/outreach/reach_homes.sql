-- 一户一人未落实的户。 A household that can work and of which nobody does.
SELECT
    'household' AS kind, k.household_key AS subject, CAST(NULL AS VARCHAR) AS person_key, CAST(NULL AS VARCHAR) AS workshop_id,
    CAST(NULL AS VARCHAR) AS uscc, h.county, h.township, CAST(NULL AS BIGINT) AS since, '' AS last_employer,
    CAST(NULL AS DECIMAL(18, 2)) AS amount,
    '户编号' || replace(h.household_id, 'resettlement:', '（搬迁系统）') || '的家庭有劳动力' || text(h.able)
    || '人，当月没有一人有就业记录。请上门了解就业意愿，帮助至少一人就业。' AS says,
    CAST(NULL AS VARCHAR) AS document, CAST(NULL AS VARCHAR) AS clause, CAST(NULL AS VARCHAR) AS area_code,
    h.last_number + 1 AS changed_number
FROM ledger.idle_homes AS h
INNER JOIN ledger.home_keys AS k ON k.household_id = h.household_id
WHERE h.is_told
