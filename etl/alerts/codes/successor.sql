/*
zh: 疑似更名重复认定
en: Perhaps a renamed workshop
levels: [review]
looks_at: workshops
silent_without: [hrss.workshops]
anchor: key
money: none
explains: {workshop: 1, renaming: any}
is_any_period: true
cites: {"15": XD-33, "": XD-14}
stories:
  plain: {cases: rows, says: "{note}取消或注销，前者疑为更名后再次认定；一次性补贴按同一车间看待。"}
page:
  looks_for:
    zh: 另有车间先前被取消或注销，信用代码相同，或负责人为同一人且名称或地址相近。只看先取消、后认定的先后关系。
    en: Another workshop, earlier revoked or deregistered, with the same credit code, or the same manager and a like name or address; only where the one ended before the other began.
  data:
    zh: 认定台账。
    en: The register of workshops.
  clauses: [XD-13, XD-14, XD-33]
  false_alarms:
    zh: 同一老板真实新办另一处；负责人仅同名的不报。
    en: The same owner really opened another place. A manager of the same name alone raises nothing.
  check:
    zh: 查两处场地、设备、人员是否延续。
    en: See whether site, machines and people went on.
*/
WITH pairs AS (
    SELECT old, workshop_id, max(CASE WHEN why = 'uscc' THEN 1 ELSE 0 END) AS has_code
    FROM alerts.successors
    GROUP BY old, workshop_id
),
met AS (
    SELECT p.old || '+' || p.workshop_id AS key, new.workshop_id, new.row_ref, new.workshop_name, new.county, old.workshop_id AS old,
        old.row_ref AS old_ref, old.workshop_name AS old_name, old.state_on AS ended, old.state AS old_state,
        coalesce(new.recognised_on, new.opened_on) AS began,
        '“' || text(new.workshop_name) || '”与“' || text(old.workshop_name) || '”'
        || CASE p.has_code WHEN 1 THEN '统一社会信用代码相同' ELSE '负责人为同一人，且名称或地址相近' END
        || '，后者（' || old.workshop_id || '）已于' || day_zh(old.state_on) AS note
    FROM pairs AS p
    JOIN alerts.workshops AS new ON new.workshop_id = p.workshop_id
    JOIN alerts.workshops AS old ON old.workshop_id = p.old
)
SELECT 'successor' AS code, '' AS story, 'review' AS level, m.key, CAST(NULL AS BIGINT) AS person, m.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, CAST(NULL AS BIGINT) AS from_month,
    CAST(NULL AS BIGINT) AS to_month, m.county, m.row_ref, m.workshop_id AS native_key, 'workshop' AS role,
    '现车间“' || text(m.workshop_name) || '”（' || m.workshop_id || '）'
    || CASE WHEN m.began IS NULL THEN '' ELSE '，' || day_zh(m.began) || '认定' END AS says, CAST(NULL AS DECIMAL(18, 2)) AS amount,
    CAST(NULL AS DECIMAL(18, 2)) AS risk,
    CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, m.note
FROM met AS m
UNION ALL
SELECT 'successor', '', 'review', key, NULL, old, NULL, NULL, NULL, NULL, county, old_ref, old, 'former',
    '原车间“' || text(old_name) || '”（' || old || '），' || day_zh(ended) || CASE old_state WHEN 'revoked' THEN '取消' ELSE '注销' END,
    NULL, NULL, NULL, NULL, NULL, NULL, note
FROM met
