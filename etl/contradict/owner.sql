/*
zh: 经营者本人
en: The operator's own officer
levels: [contradiction, review, inform]
looks_at: rosters
silent_without: [business_registry.officers]
anchor: first_month
money: months
explains: {person: 18}
cites: {"14": SX-3.1.1}
stories:
  plain: {cases: months, says: "该人员登记为车间经营主体的法定代表人、主要人员、股东或成员，需核实是否属于吸纳的务工人员。"}
page:
  looks_for:
    zh: 在册人员是经营主体的法定代表人（山西为矛盾，其他为待核），或董事、监事、经理（待核），股东、合作社成员（提示）。
    en: The worker is the operator's legal representative (contradiction in Shanxi, elsewhere for review), a director, supervisor or manager (for review), a shareholder or cooperative member (for information).
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  clauses: [SX-3.1.1]
  false_alarms:
    zh: 合作社成员参加劳动属正常；同名不同人不报。
    en: Members of a cooperative may work in it. A namesake raises nothing.
  check:
    zh: 核对登记信息和实际劳动情况。
    en: Check the registration and who really works.
*/
-- 务工人员是经营主体的登记人员。 A registry row by which a person on a roster has a place at the operator; the gravest place counts.
WITH places AS (
    SELECT
        'business_registry.officers' AS source, pull_id, row_number, form, upper(uscc) AS uscc, position,
        holds_from(is_first, known_from) AS first_number, holds_to(known_to) AS last_number
    FROM conform.officers
    UNION ALL
    SELECT
        'business_registry.entities' AS source, pull_id, row_number, form, upper(uscc) AS uscc, 'legal_rep' AS position,
        holds_from(is_first, known_from) AS first_number, holds_to(known_to) AS last_number
    FROM conform.entities
),
named AS (
    SELECT
        p.uscc, p.position, p.first_number, p.last_number, row_ref(p.source, p.pull_id, p.row_number) AS row_ref,
        CASE WHEN d.source IS NULL THEN w.same ELSE d.same END AS person
    FROM places AS p
    LEFT JOIN verify.who AS w ON w.form = p.form
    LEFT JOIN verify.ruled AS d ON d.source = p.source AND d.pull_id = p.pull_id AND d.row_number = p.row_number
),
legal_representatives_left_out AS (
    SELECT DISTINCT area FROM policy.uncounted_officers WHERE position = 'legal_rep'
),
met AS (
    SELECT r.person, r.workshop_id, r.month, r.county, n.row_ref, n.position
    FROM named AS n
    JOIN verify.roster_months AS r ON r.person = n.person
    JOIN verify.shops AS s ON s.workshop_id = r.workshop_id AND s.month = r.month AND upper(s.uscc) = n.uscc
    WHERE r.is_registered AND r.number >= n.first_number AND r.number <= n.last_number
),
graded AS (
    SELECT
        m.person, m.workshop_id, m.month, m.row_ref, m.position,
        min(
            CASE
                WHEN m.position = 'legal_rep' AND a.area IS NOT NULL THEN 0
                WHEN m.position IN ('legal_rep', 'director', 'supervisor', 'manager') THEN 1
                ELSE 2
            END
        ) AS grade
    FROM met AS m
    LEFT JOIN legal_representatives_left_out AS a ON starts_with(m.county, a.area)
    GROUP BY m.person, m.workshop_id, m.month, m.row_ref, m.position
),
gravest AS (
    SELECT person, workshop_id, month, min(grade) AS grade
    FROM graded
    GROUP BY person, workshop_id, month
)
SELECT
    'owner' AS code, CASE g.grade WHEN 0 THEN 'contradiction' WHEN 1 THEN 'review' ELSE 'inform' END AS level,
    g.person, g.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, g.month,
    m.row_ref, 'officer' AS role,
    '登记为经营主体的'
    || CASE m.position
        WHEN 'legal_rep' THEN '法定代表人'
        WHEN 'director' THEN '董事'
        WHEN 'supervisor' THEN '监事'
        WHEN 'manager' THEN '经理'
        WHEN 'shareholder' THEN '股东'
        WHEN 'member' THEN '合作社成员'
        ELSE '登记人员'
    END AS says
FROM graded AS m
JOIN gravest AS g
    ON g.person = m.person AND g.workshop_id = m.workshop_id AND g.month = m.month AND g.grade = m.grade
