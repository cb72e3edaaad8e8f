-- 人年逐月。 What a roster month of a person-year counts for.
SELECT
    i.entitlement_id,
    month_at(y.number) AS month,
    CAST(y.pay AS DECIMAL(18, 2)) AS pay,
    y.cover_low AS counts_low,
    y.cover_high AS counts_high,
    y.surely AS pay_low,
    y.maybe AS pay_high
FROM rules.grant_year_months AS y
SEMI JOIN rules.grant_outcomes AS o USING (unit)
INNER JOIN rules.grant_ids AS i USING (unit)
