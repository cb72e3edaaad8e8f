-- 就业帮扶车间核实台账。 A workshop of the areas in the month, with counts that sum, findings, money, and a conclusion with its reason.
WITH answered AS (
    -- What somebody has answered about money of a scheme at a workshop.
    SELECT DISTINCT workshop_id, scheme, person_key, from_month, to_month
    FROM alerts.alerts
    WHERE state IN ('confirmed', 'not_confirmed', 'data_error', 'owed') AND scheme IS NOT NULL
),
this_year AS (
    SELECT e.*
    FROM rules.entitlements AS e
    CROSS JOIN run.month AS m
    WHERE e.workshop_id IS NOT NULL AND e.from_month BETWEEN m.year * 100 + 1 AND m.month
),
unanswered AS (
    SELECT e.workshop_id, CAST(sum(e.over) AS DECIMAL(18, 2)) AS over
    FROM this_year AS e
    LEFT JOIN (
        SELECT DISTINCT y.entitlement_id
        FROM this_year AS y
        JOIN answered AS a ON a.workshop_id = y.workshop_id AND a.scheme = y.scheme AND text(a.person_key) = text(y.person_key)
            AND coalesce(a.from_month, y.from_month) <= y.to_month AND coalesce(a.to_month, y.to_month) >= y.from_month
    ) AS s USING (entitlement_id)
    WHERE e.over > 0 AND s.entitlement_id IS NULL
    GROUP BY e.workshop_id
),
money AS (
    SELECT
        e.workshop_id,
        listed(CASE WHEN e.paid > 0 THEN e.scheme END) AS schemes_paid,
        CAST(sum(e.paid) AS DECIMAL(18, 2)) AS paid,
        CAST(sum(e.over) AS DECIMAL(18, 2)) AS over,
        CAST(sum(e.under) AS DECIMAL(18, 2)) AS under
    FROM this_year AS e
    GROUP BY e.workshop_id
),
named AS (
    -- Each alert once for each workshop that it names.
    SELECT alert_id, level, workshop_id
    FROM alerts.alerts
    WHERE state IN ('new', 'known', 'reopened') AND level IN ('duplicate', 'contradiction', 'review') AND workshop_id IS NOT NULL
    UNION
    SELECT alert_id, level, other_workshop_id AS workshop_id
    FROM alerts.alerts
    WHERE state IN ('new', 'known', 'reopened') AND level IN ('duplicate', 'contradiction', 'review') AND other_workshop_id IS NOT NULL
),
suspected AS (
    SELECT
        workshop_id,
        count(*) AS open_alerts,
        count(*) FILTER (WHERE level IN ('duplicate', 'contradiction')) AS grave
    FROM named
    GROUP BY workshop_id
),
shops AS (
    SELECT
        s.*,
        coalesce(c.workers_declared, 0) AS workers_declared,
        coalesce(c.poverty_declared, 0) AS poverty_declared,
        coalesce(c.poverty_undeclared, 0) AS poverty_undeclared,
        coalesce(c.poverty_confirmed, 0) AS poverty_confirmed,
        coalesce(c.poverty_declared_only, 0) AS poverty_declared_only,
        coalesce(c.poverty_contradicted, 0) AS poverty_contradicted,
        coalesce(c.poverty_unknown, 0) AS poverty_unknown,
        coalesce(c.poverty_not_in_force, 0) AS poverty_not_in_force,
        coalesce(c.unproven, 0) AS unproven,
        c.mean_pay,
        coalesce(d.recognition, 'not_applicable') AS recognition,
        coalesce(d.upgrade, 'not_applicable') AS upgrade,
        coalesce(d.exit, 'not_applicable') AS exit,
        d.share,
        coalesce(d.asked, '') AS asked,
        coalesce(y.schemes_paid, '') AS schemes_paid,
        coalesce(y.paid, CAST(0 AS DECIMAL(18, 2))) AS paid_this_year,
        coalesce(y.over, CAST(0 AS DECIMAL(18, 2))) AS over_this_year,
        coalesce(y.under, CAST(0 AS DECIMAL(18, 2))) AS under_this_year,
        coalesce(n.open_alerts, 0) AS open_alerts,
        coalesce(n.grave, 0) AS grave,
        a.policy,
        coalesce(l.lacking, '') AS lacking,
        l.lacking_zh,
        s.state IN ('revoked', 'deregistered') AND coalesce(c.workers_declared, 0) = 0 AS is_over,
        coalesce(u.over, CAST(0 AS DECIMAL(18, 2))) AS over_open,
        coalesce(s.operator_state IN ('revoked', 'deregistered') AND s.state IN ('active', 'stopped'), FALSE) AS is_operator_gone
    FROM ledger.workshops AS s
    CROSS JOIN run.month AS m
    LEFT JOIN ledger.counts AS c ON c.workshop_id = s.workshop_id AND c.month = m.month
    LEFT JOIN ledger.standards AS d ON d.workshop_id = s.workshop_id
    LEFT JOIN money AS y ON y.workshop_id = s.workshop_id
    LEFT JOIN suspected AS n ON n.workshop_id = s.workshop_id
    LEFT JOIN unanswered AS u ON u.workshop_id = s.workshop_id
    LEFT JOIN ledger.areas AS a USING (area_code)
    LEFT JOIN ledger.lacking AS l USING (county)
)
SELECT
    workshop_id, workshop_name, text(uscc) AS uscc, text(operator_name) AS operator_name,
    text(operator_state) AS operator_state, area_code, county, text(address) AS address,
    text(manager_name) AS manager_name, text(kind) AS kind, floor_area_m2, text(product) AS product,
    text(scale) AS scale, recognised_on, text(recognised_by) AS recognised_by,
    text(certificate_no) AS certificate_no, text(state) AS state,
    workers_declared, poverty_declared, poverty_undeclared, poverty_confirmed, poverty_declared_only,
    poverty_contradicted, poverty_unknown, poverty_not_in_force,
    CASE
        WHEN share IS NOT NULL THEN share
        WHEN workers_declared > 0 THEN CAST(poverty_confirmed AS DOUBLE) / CAST(workers_declared AS DOUBLE)
    END AS poverty_share,
    mean_pay, recognition, upgrade, exit, schemes_paid, paid_this_year, over_this_year, under_this_year,
    open_alerts,
    CASE
        WHEN is_over THEN '不适用'
        WHEN lacking <> '' THEN '无法核实'
        WHEN grave > 0 OR over_open > 0 OR is_operator_gone THEN '存疑'
        WHEN unproven = 0 AND recognition IN ('met', 'not_applicable') THEN '已核实'
        ELSE '部分核实'
    END AS conclusion,
    concat_ws('；',
        CASE WHEN is_over THEN '车间资格已取消或注销，当月没有用工，不再核实' END,
        CASE WHEN lacking <> '' THEN '以下来源数据不全，无法核实：' || lacking_zh END,
        CASE WHEN grave > 0 THEN '有' || text(grave) || '条待核实的重复或矛盾疑点（疑点不等于违规）' END,
        CASE WHEN over_open > 0 THEN '本年已发放中有' || yuan(over_open) || '超出核对的应享金额，尚待核实' END,
        CASE WHEN is_operator_gone THEN '经营主体已注销或吊销，而车间资格仍在' END,
        CASE
            WHEN unproven > 0 THEN '申报的' || text(poverty_declared) || '人中' || text(unproven) || '人尚未核实'
            WHEN poverty_declared > 0 THEN '申报的' || text(poverty_declared) || '人全部核实'
        END,
        CASE WHEN poverty_declared = 0 AND NOT is_over THEN '当月没有申报脱贫人口或监测对象' END,
        CASE
            WHEN recognition = 'met' THEN '认定条件符合'
            WHEN recognition = 'not_met' THEN '认定条件不符合'
            WHEN recognition = 'undetermined' THEN '认定条件凭现有资料不能确定'
            WHEN recognition = 'needs_person' THEN '认定条件须由人核实'
            WHEN recognition = 'no_basis' THEN '没有确认的认定依据'
        END,
        CASE
            WHEN exit = 'triggered' THEN '已达到退出情形'
            WHEN exit = 'watch' THEN '接近退出情形，应予关注'
            WHEN exit = 'undetermined' THEN '是否达到退出情形不能确定'
            WHEN exit = 'needs_person' THEN '是否退出须由人核实'
        END,
        CASE WHEN asked <> '' THEN '须由人核实的认定条款：' || asked END
    ) || '。' AS says,
    policy
FROM shops
