-- 数据覆盖。 What a source covers of a county and month; only where it is full may its silence speak.
WITH counties AS (
    SELECT area AS county FROM run.areas WHERE length(area) = 6
    UNION SELECT substr(area_code, 1, 6) AS county FROM conform.workshops
    UNION SELECT substr(village_code, 1, 6) AS county FROM conform.people
    UNION SELECT county FROM conform.residents WHERE county IS NOT NULL
    UNION SELECT county FROM conform.assistance WHERE county IS NOT NULL
),
sources AS (
    -- Every source by whose silence something may be said; the office's own records of procedures are none.
    -- Further systems stand here where they came; of some, each county is judged by the newest delivery with rows of it.
    SELECT source, is_pulled_whole, is_of_all_counties, by_delivery
    FROM (VALUES
        ('assets.projects', true, false, 'whole'),
        ('business_registry.entities', false, false, ''),
        ('business_registry.officers', false, false, ''),
        ('civil_affairs.assistance', true, false, 'county'),
        ('county_finance.disbursements', true, false, ''),
        ('hrss.contracts', true, false, ''),
        ('hrss.employment', true, false, ''),
        ('hrss.public_posts', true, false, ''),
        ('hrss.rosters', false, false, ''),
        ('hrss.subsidies', true, false, ''),
        ('hrss.training', true, false, ''),
        ('hrss.workshops', false, false, ''),
        ('industry_lists.entities', true, false, 'whole'),
        ('labour_inspection.cases', true, false, 'whole'),
        ('labour_inspection.ratings', true, false, 'whole'),
        ('loans.contracts', true, false, 'whole'),
        ('monitoring.people', false, false, ''),
        ('outwork.spells', true, false, 'county'),
        ('resettlement.residents', true, false, 'county'),
        ('social_insurance.contributions', false, true, ''),
        ('social_insurance.pensions', true, false, ''),
        ('unemployment.benefits', true, false, 'whole'),
        ('unemployment.registrations', true, false, 'whole'),
        ('vacancies.posts', true, false, 'county')
    ) AS listed_sources(source, is_pulled_whole, is_of_all_counties, by_delivery)
    WHERE by_delivery = '' OR source IN (SELECT source FROM conform.data_times)
),
places AS (
    SELECT DISTINCT source, county FROM verify.source_months WHERE county IS NOT NULL
),
data_times AS (
    SELECT
        source, max(as_of) AS as_of,
        coalesce(bool_or(complete), false) AS is_complete,
        bool_or(asked IS NOT NULL) AS is_asked,
        bool_or(county IS NOT NULL) AS is_by_county
    FROM conform.data_times
    GROUP BY source
),
county_times AS (
    SELECT source, county, max(as_of) AS as_of
    FROM conform.data_times
    WHERE county IS NOT NULL
    GROUP BY source, county
),
asked_keys AS (
    SELECT DISTINCT source, unnest(string_split(asked, ',')) AS uscc
    FROM conform.data_times
    WHERE asked IS NOT NULL
),
operators AS (
    SELECT DISTINCT uscc, substr(area_code, 1, 6) AS county FROM conform.workshops WHERE uscc IS NOT NULL
),
asked_sources AS (
    SELECT DISTINCT source FROM conform.data_times WHERE asked IS NOT NULL
),
answers AS (
    SELECT s.source, o.county, count(*) AS operators, count(*) FILTER (WHERE k.uscc IS NULL) AS unasked
    FROM asked_sources AS s
    CROSS JOIN operators AS o
    LEFT JOIN asked_keys AS k ON k.source = s.source AND k.uscc = o.uscc
    GROUP BY s.source, o.county
),
cells AS (
    SELECT
        s.source, c.county, m.month, m.last_day, s.is_pulled_whole,
        coalesce(r.rows, 0) AS rows,
        CASE
            WHEN s.by_delivery = 'whole' THEN t.as_of
            WHEN coalesce(t.is_by_county, false) THEN ct.as_of
            WHEN s.by_delivery = '' OR p.county IS NOT NULL THEN t.as_of
        END AS as_of,
        t.as_of IS NOT NULL AS came,
        coalesce(t.is_complete, false) AS is_complete,
        coalesce(t.is_asked, false) AND NOT coalesce(t.is_complete, false) AS is_lookup,
        coalesce(a.unasked, 0) AS unasked,
        coalesce(a.operators, 0) AS operators,
        coalesce(lag(r.rows) OVER (PARTITION BY s.source, c.county ORDER BY m.month), 0) AS before
    FROM sources AS s
    CROSS JOIN counties AS c
    CROSS JOIN verify.months AS m
    LEFT JOIN verify.source_months AS r
        ON r.source = s.source AND r.month = m.month AND (s.is_of_all_counties OR r.county = c.county)
    LEFT JOIN data_times AS t ON t.source = s.source
    LEFT JOIN county_times AS ct ON ct.source = s.source AND ct.county = c.county
    LEFT JOIN answers AS a ON a.source = s.source AND a.county = c.county
    LEFT JOIN places AS p ON p.source = s.source AND p.county = c.county
    WHERE c.county <> ''
),
judged AS (
    SELECT
        source, county, month, rows, as_of, came, is_lookup, is_complete, is_pulled_whole, unasked, before,
        CASE
            WHEN is_pulled_whole THEN
                CASE
                    WHEN as_of IS NULL THEN 'none'
                    WHEN as_of < last_day THEN 'stale'
                    WHEN is_complete THEN 'full'
                    WHEN rows > 0 THEN 'partial'
                    ELSE 'none'
                END
            WHEN is_lookup THEN
                CASE
                    WHEN operators = 0 THEN 'none'
                    WHEN as_of IS NULL OR as_of < last_day THEN 'stale'
                    WHEN unasked > 0 THEN 'partial'
                    ELSE 'full'
                END
            WHEN rows = 0 THEN 'none'
            WHEN as_of IS NULL OR as_of < last_day THEN 'stale'
            WHEN rows * 2 < before THEN 'partial'
            ELSE 'full'
        END AS state,
        CASE WHEN as_of IS NULL THEN '没有数据时间' ELSE '数据时间' || day_zh(as_of) END AS time_zh
    FROM cells
)
SELECT
    source, county, month, state, rows, as_of,
    CASE
        WHEN state = 'full' THEN month_zh(month) || '数据完整（' || text(rows) || '行），' || time_zh || '。'
        WHEN state = 'partial' AND is_lookup
            THEN month_zh(month) || '数据不完整：有' || text(unasked) || '个经营主体没有查询，' || time_zh || '。'
        WHEN state = 'partial' AND is_pulled_whole AND NOT is_complete
            THEN month_zh(month) || '数据不完整：没有提取过全量，' || time_zh || '。'
        WHEN state = 'partial' THEN month_zh(month) || '数据不完整：' || text(rows) || '行，不到上月' || text(before) || '行的一半。'
        WHEN state = 'stale' THEN month_zh(month) || '数据不及时：' || time_zh || '，早于该月月末。'
        WHEN NOT came THEN '没有收到该来源的数据，' || month_zh(month) || '无法比对。'
        ELSE month_zh(month) || '没有该县的数据，无法比对。'
    END AS says
FROM judged
