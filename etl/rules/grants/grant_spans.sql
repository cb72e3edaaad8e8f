-- 应享单元的月份合计。 The months of a unit together: in its period, and in every roster month that its lane looks at.
SELECT
    unit,
    bool_or(is_listed) FILTER (WHERE is_inside) AS is_listed,
    bool_or(surely) FILTER (WHERE is_inside) AS surely,
    bool_or(maybe) FILTER (WHERE is_inside) AS maybe,
    bool_or(only_declared) FILTER (WHERE is_inside) AS only_declared,
    coalesce(bit_or(in_groups) FILTER (WHERE is_inside), 0) AS in_groups,
    coalesce(bit_or(open_groups) FILTER (WHERE is_inside), 0) AS open_groups,
    coalesce(bit_or(in_groups) FILTER (WHERE is_inside AND maybe), 0) AS worked_in_groups,
    coalesce(bit_or(open_groups) FILTER (WHERE is_inside AND maybe), 0) AS worked_open_groups,
    max(pay) FILTER (WHERE is_inside) AS pay,
    count(*) FILTER (WHERE is_inside) AS months,
    bool_or(is_listed) AS ever_listed,
    bool_or(surely) AS ever_surely,
    bool_or(maybe) AS ever_maybe,
    bool_or(only_declared) AS ever_only_declared,
    coalesce(bit_or(in_groups) FILTER (WHERE maybe AND some_title), 0) AS ever_in_groups,
    coalesce(bit_or(open_groups) FILTER (WHERE maybe AND some_title), 0) AS ever_open_groups,
    coalesce(bool_or(maybe AND some_title), FALSE) AS ever_titled,
    min(number) FILTER (WHERE is_listed) AS first_listed
FROM rules.grant_months
GROUP BY unit
