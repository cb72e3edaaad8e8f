-- 就业帮扶车间核实台账。 A workshop of the areas in the month, with counts that sum, findings, money, and a conclusion with its reason.
WITH money AS (
    SELECT
        e.workshop_id,
        listed(CASE WHEN e.paid > 0 THEN e.scheme END) AS schemes_paid,
        CAST(sum(e.paid) AS DECIMAL(18, 2)) AS paid,
        CAST(sum(e.over) AS DECIMAL(18, 2)) AS over,
        CAST(sum(e.under) AS DECIMAL(18, 2)) AS under
    FROM rules.entitlements AS e
    CROSS JOIN run.month AS m
    WHERE e.workshop_id IS NOT NULL AND e.from_month BETWEEN m.year * 100 + 1 AND m.month
    GROUP BY e.workshop_id
),
named AS (
    -- Each alert once for each workshop that it names.
    SELECT alert_id, level, workshop_id
    FROM alerts.alerts
    WHERE state <> 'cleared' AND level IN ('duplicate', 'contradiction', 'review') AND workshop_id IS NOT NULL
    UNION
    SELECT alert_id, level, other_workshop_id AS workshop_id
    FROM alerts.alerts
    WHERE state <> 'cleared' AND level IN ('duplicate', 'contradiction', 'review') AND other_workshop_id IS NOT NULL
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
        coalesce(m.schemes_paid, '') AS schemes_paid,
        coalesce(m.paid, CAST(0 AS DECIMAL(18, 2))) AS paid_this_year,
        coalesce(m.over, CAST(0 AS DECIMAL(18, 2))) AS over_this_year,
        coalesce(m.under, CAST(0 AS DECIMAL(18, 2))) AS under_this_year,
        coalesce(n.open_alerts, 0) AS open_alerts,
        coalesce(n.grave, 0) AS grave,
        a.policy,
        coalesce(l.lacking, '') AS lacking,
        l.lacking_zh
    FROM ledger.workshops AS s
    LEFT JOIN ledger.counts AS c USING (workshop_id)
    LEFT JOIN ledger.standards AS d USING (workshop_id)
    LEFT JOIN money AS m USING (workshop_id)
    LEFT JOIN suspected AS n USING (workshop_id)
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
        WHEN lacking <> '' THEN '无法核实'
        WHEN grave > 0 THEN '存疑'
        WHEN unproven = 0 AND recognition IN ('met', 'not_applicable') THEN '已核实'
        ELSE '部分核实'
    END AS conclusion,
    concat_ws('；',
        CASE WHEN lacking <> '' THEN '以下来源数据不全，无法核实：' || lacking_zh END,
        CASE WHEN grave > 0 THEN '有' || text(grave) || '条待核实的重复或矛盾疑点（疑点不等于违规）' END,
        CASE
            WHEN unproven > 0 THEN '申报的' || text(poverty_declared) || '人中' || text(unproven) || '人尚未核实'
            WHEN poverty_declared > 0 THEN '申报的' || text(poverty_declared) || '人全部核实'
        END,
        CASE WHEN poverty_declared = 0 THEN '当月没有申报脱贫人口或监测对象' END,
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
