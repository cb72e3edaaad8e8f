-- 退出后的步骤。 A step that an ended title of the areas still needs, or had: what the document of the day asks, and what is known of it.
WITH ended AS (
    SELECT s.workshop_id, s.area_code, s.state AS ended, s.state_on, s.certificate_no, coalesce(s.state_on, m.last_day) AS judged_on
    FROM ledger.workshops AS s
    CROSS JOIN run.month AS m
    WHERE s.state IN ('revoked', 'deregistered')
),
asked AS (
    SELECT e.workshop_id, e.state_on, x.step, x.rule, x.document, x.clause, x.area, x.deadline, x.fact, x.fact_zh, x.fact_clause,
        row_number() OVER (PARTITION BY e.workshop_id, x.step ORDER BY length(x.area) DESC, x.rule) AS nth
    FROM ended AS e
    INNER JOIN policy.exit_steps AS x
        ON starts_with(e.area_code, x.area) AND x.ended = e.ended AND e.judged_on BETWEEN x.first_on AND x.last_on
),
timed AS (
    SELECT a.workshop_id, a.step, a.state_on, d.starts_with, d.done_by, d.days, d.by_calendar
    FROM asked AS a
    INNER JOIN policy.deadline AS d ON d.kind = a.deadline AND d.area = a.area
    CROSS JOIN run.month AS m
    WHERE a.nth = 1 AND coalesce(a.state_on, m.last_day) BETWEEN d.first_on AND d.last_on
),
begun AS (
    -- From the day on which records say that it began, else from the decision.
    SELECT t.workshop_id, t.step, t.done_by, t.days, t.by_calendar, coalesce(max(p.happened_on), t.state_on) AS started_on
    FROM timed AS t
    CROSS JOIN run.month AS m
    LEFT JOIN conform.events AS p
        ON p.workshop_id = t.workshop_id AND p.event = t.starts_with AND p.happened_on <= m.last_day
    GROUP BY t.workshop_id, t.step, t.done_by, t.days, t.by_calendar, t.state_on
),
due AS (
    SELECT b.workshop_id, b.step, b.done_by, b.started_on, b.days,
        CASE WHEN b.by_calendar THEN CAST(b.started_on + b.days * INTERVAL 1 DAY AS DATE) ELSE w.day END AS due_on
    FROM begun AS b
    LEFT JOIN policy.workdays AS c ON c.day = b.started_on
    LEFT JOIN policy.workdays AS w ON w.is_worked AND w.seq = c.seq + b.days
),
recorded AS (
    -- Posted for at least so many days: what was taken down before its time is not done.
    SELECT d.workshop_id, d.step, min(p.happened_on) AS done_on
    FROM due AS d
    CROSS JOIN run.month AS m
    INNER JOIN conform.events AS p
        ON p.workshop_id = d.workshop_id AND p.event = d.done_by
        AND p.happened_on >= d.due_on AND p.happened_on <= m.last_day
    GROUP BY d.workshop_id, d.step
),
told AS (
    SELECT f.workshop_id, f.code AS step, max(coalesce(f.value_on, f.said_on)) AS done_on
    FROM ledger.told AS f
    WHERE f.holds
    GROUP BY f.workshop_id, f.code
),
steps AS (
    SELECT e.workshop_id, l.place, l.step, l.zh, a.fact_zh, a.fact_clause, f.workshop_id IS NOT NULL AS is_told, a.rule, e.ended, e.state_on, e.certificate_no,
        d.due_on, coalesce(t.done_on, r.done_on) AS done_on, t.workshop_id IS NOT NULL OR r.workshop_id IS NOT NULL AS is_done
    FROM (SELECT DISTINCT workshop_id FROM asked) AS k
    INNER JOIN ended AS e ON e.workshop_id = k.workshop_id
    CROSS JOIN (VALUES
        (1, 'decided', '作出决定'), (2, 'noticed', '公示'), (3, 'announced', '下达通知书并公告'), (4, 'reported_up', '报上级备案'),
        (5, 'certificate_back', '收回证书、牌匾'), (6, 'workers_placed', '人员安置'), (7, 'assets_cleared', '清产核资')
    ) AS l(place, step, zh)
    LEFT JOIN asked AS a ON a.workshop_id = e.workshop_id AND a.step = l.step AND a.nth = 1
    LEFT JOIN due AS d ON d.workshop_id = e.workshop_id AND d.step = l.step
    LEFT JOIN told AS t ON t.workshop_id = e.workshop_id AND t.step = l.step
    LEFT JOIN recorded AS r ON r.workshop_id = e.workshop_id AND r.step = l.step
    LEFT JOIN told AS f ON f.workshop_id = e.workshop_id AND f.step = a.fact
),
known AS (
    SELECT s.workshop_id, s.step, s.zh, s.fact_zh, s.fact_clause, s.is_told, s.rule, s.due_on,
        CASE WHEN s.step = 'decided' THEN s.state_on WHEN s.step = 'assets_cleared' THEN coalesce(s.done_on, p.cleared_on) ELSE s.done_on END AS done_on,
        CASE
            WHEN s.rule IS NULL THEN 'not_needed'
            WHEN s.step = 'decided' OR s.is_done THEN 'done'
            WHEN s.step = 'workers_placed' THEN coalesce(w.state, 'not_needed')
            WHEN s.step = 'assets_cleared' THEN p.state
            WHEN s.step = 'certificate_back' AND s.certificate_no IS NULL THEN 'not_needed'
            ELSE 'open'
        END AS state,
        w.out_of_work,
        p.state = 'open' AS is_blocked,
        bool_or(s.step = 'assets_cleared' AND s.rule IS NOT NULL) OVER (PARTITION BY s.workshop_id) AS asks_assets
    FROM steps AS s
    LEFT JOIN ledger.left_behind AS w ON w.workshop_id = s.workshop_id
    LEFT JOIN ledger.built AS p ON p.workshop_id = s.workshop_id
)
SELECT
    k.workshop_id, k.step,
    -- While assets wait to be settled the procedure waits too (第十六条): nothing is late.
    CASE WHEN k.state = 'open' AND k.due_on <= m.last_day AND NOT (k.is_blocked AND k.asks_assets) THEN 'overdue' ELSE k.state END AS state,
    CASE WHEN k.rule IS NOT NULL THEN k.due_on END AS due_on,
    CASE WHEN k.rule IS NOT NULL THEN k.done_on END AS done_on,
    k.zh || CASE
        WHEN k.state = 'not_needed' THEN '：不需要'
        WHEN k.state = 'done' THEN '：已办' || CASE WHEN k.done_on IS NULL THEN '，日期没有记录' ELSE '，' || day_zh(k.done_on) END
        WHEN k.state = 'not_told' THEN '：没有资料，不能判断'
        WHEN k.step = 'workers_placed' THEN '：还有' || text(k.out_of_work) || '人没有就业记录'
        WHEN k.due_on IS NULL THEN '：没有已办的记录'
        WHEN k.is_blocked AND k.asks_assets AND k.due_on <= m.last_day THEN '：没有已办的记录，待清产核资完成后办理'
        ELSE '：没有已办的记录，' || day_zh(k.due_on) || CASE WHEN k.due_on <= m.last_day THEN '已到期' ELSE '到期' END
    END
    -- What the document wants settled first, and whether anybody recorded that it was.
    || CASE WHEN k.fact_zh IS NULL THEN '' ELSE '；' || k.fact_zh || '（' || text(k.fact_clause) || '）：' || CASE WHEN k.is_told THEN '已记录' ELSE '没有记录' END END
    || '。' AS says,
    coalesce(k.rule, '') AS clause
FROM known AS k
CROSS JOIN run.month AS m
