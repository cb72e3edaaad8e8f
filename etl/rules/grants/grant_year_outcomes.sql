-- 人年各条件的结论。 A person-year with the outcome of each condition that hangs together with the others.
WITH years AS (
    SELECT
        s.*,
        w.unit IS NOT NULL AS rolls,
        a.groups,
        a.kinds,
        a.premium,
        a.pay AS pay_asked,
        u.has_live
    FROM rules.grant_year_sums AS s
    INNER JOIN rules.grant_units AS u USING (unit)
    INNER JOIN rules.grant_year_asks AS a ON a.lane = s.lane
    LEFT JOIN rules.grant_windows AS w ON w.unit = s.unit
),

judged AS (
    SELECT
        y.*,
        CASE
            WHEN NOT asks_title THEN 'met'
            WHEN (work_high = 0 AND worked > 0)
                OR (worked + missing >= needed AND work_high + missing < needed)
                OR (missing = 0 AND pay_worked >= pay_asked AND pay_high < pay_asked)
                THEN CASE
                    WHEN remaining > 0 AND work_high + missing + remaining >= needed THEN 'pending'
                    WHEN rolls THEN 'needs_person'
                    ELSE 'not_met'
                END
            WHEN work_high + missing >= needed AND work_high - open_title + missing < needed THEN 'needs_person'
            WHEN pay_high >= pay_asked AND pay_high - pay_open < pay_asked AND missing = 0 THEN 'needs_person'
            ELSE 'met'
        END AS raw_title,
        CASE
            WHEN work_low >= needed THEN 'met'
            -- Work enough, but outside the title: that is another condition.
            WHEN asks_title AND work_high + missing < needed AND worked + missing >= needed THEN 'met'
            WHEN work_high + missing < needed AND work_high + missing + remaining >= needed THEN 'pending'
            WHEN work_high + missing < needed AND rolls THEN 'needs_person'
            WHEN work_high + missing < needed
                -- For seasonal work the county's number is not known.
                THEN CASE WHEN is_unset AND work_high + missing > 0 THEN 'needs_person' ELSE 'not_met' END
            WHEN is_inspected THEN 'needs_person'
            ELSE 'undetermined'
        END AS raw_months,
        CASE
            WHEN groups IS NULL THEN 'met'
            WHEN group_high = 0 AND work_high > 0 THEN 'not_met'
            WHEN work_high + missing >= needed AND group_high + missing < needed
                THEN CASE
                    WHEN group_high + missing + remaining >= needed AND last_group THEN 'pending'
                    WHEN rolls THEN 'needs_person'
                    ELSE 'not_met'
                END
            WHEN group_low >= needed OR (group_low = work_low AND group_high = work_high) THEN 'met'
            WHEN work_high + missing < needed THEN 'met'
            WHEN group_low + (work_high - work_low) >= group_high THEN 'met'
            ELSE 'undetermined'
        END AS raw_status,
        CASE
            WHEN premium IS NULL THEN 'met'
            WHEN (group_high + missing >= needed OR (cover_high = 0 AND group_high > 0)) AND cover_high + missing < needed
                THEN CASE
                    WHEN cover_high + missing + remaining >= needed AND remaining > 0 THEN 'pending'
                    WHEN insured_high + missing >= needed OR rolls THEN 'needs_person'
                    ELSE 'not_met'
                END
            WHEN group_high + missing < needed OR cover_low >= needed OR cover_high = group_high THEN 'met'
            ELSE 'undetermined'
        END AS raw_premium,
        CASE
            WHEN kinds IS NULL THEN 'met'
            WHEN agreed = 0 AND reviewed = 0 AND work_high > 0
                THEN CASE WHEN remaining >= needed THEN 'pending' ELSE 'not_met' END
            WHEN agreed + missing >= needed OR agreed = work_high OR work_high = 0 THEN 'met'
            ELSE 'needs_person'
        END AS raw_agreement,
        CASE
            WHEN pay_asked IS NULL OR pay_low >= pay_asked THEN 'met'
            WHEN asks_title AND pay_worked >= pay_asked AND pay_high < pay_asked AND missing = 0 THEN 'met'
            WHEN pay_high < pay_asked AND missing = 0
                THEN CASE WHEN remaining > 0 THEN 'pending' WHEN rolls THEN 'needs_person' ELSE 'not_met' END
            WHEN is_inspected THEN 'needs_person'
            ELSE 'undetermined'
        END AS raw_pay
    FROM years AS y
),

-- Months before any document are in neither end; where they alone would fulfil what is asked a person decides.
rescued AS (
    SELECT
        j.*,
        early > 0
        AND cover_high + missing + early >= needed
        AND (pay_asked IS NULL OR missing > 0 OR pay_high + pay_early >= pay_asked)
        AND 'not_met' IN (raw_title, raw_months, raw_status, raw_premium, raw_agreement, raw_pay) AS waits
    FROM judged AS j
)

SELECT
    r.*,
    CASE WHEN waits AND raw_title = 'not_met' THEN 'needs_person' ELSE raw_title END AS of_title,
    CASE WHEN waits AND raw_months = 'not_met' THEN 'needs_person' ELSE raw_months END AS of_months,
    CASE WHEN waits AND raw_status = 'not_met' THEN 'needs_person' ELSE raw_status END AS of_status,
    CASE WHEN waits AND raw_premium = 'not_met' THEN 'needs_person' ELSE raw_premium END AS of_premium,
    CASE WHEN waits AND raw_agreement = 'not_met' THEN 'needs_person' ELSE raw_agreement END AS of_agreement,
    CASE WHEN waits AND raw_pay = 'not_met' THEN 'needs_person' ELSE raw_pay END AS of_pay,
    has_live
    OR waits
    OR 'not_met' NOT IN (raw_title, raw_months, raw_status, raw_premium, raw_agreement, raw_pay) AS stays
FROM rescued AS r
