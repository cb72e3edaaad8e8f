-- 人员与单位的原始写法。 A distinct wording in which rows of a source name a person, an employer or a place.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT
    'business_registry.entities' AS source,
    'uscc' AS asked_by,
    FALSE AS has_person,
    raw_id_text,
    raw_name,
    raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("CERNO", '') AS raw_id_text,
        coalesce("LEREP", '') AS raw_name,
        coalesce("TEL", '') AS raw_phone,
        coalesce("UNISCID", '') AS raw_uscc,
        coalesce("ENTNAME", '') AS raw_employer_name
    FROM landed.entities
)
UNION ALL
SELECT
    'business_registry.officers' AS source,
    'uscc' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("CERNO", '') AS raw_id_text,
        coalesce("NAME", '') AS raw_name,
        coalesce("UNISCID", '') AS raw_uscc
    FROM landed.officers
)
UNION ALL
SELECT
    'civil_affairs.assistance' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("身份证号", '') AS raw_id_text,
        coalesce("姓名", '') AS raw_name,
        coalesce("联系电话", '') AS raw_phone,
        coalesce("区划代码", '') AS raw_area_code
    FROM landed.assistance
)
UNION ALL
SELECT
    'county_finance.disbursements' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    raw_account,
    raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("身份证号", '') AS raw_id_text,
        coalesce("姓名", '') AS raw_name,
        coalesce("银行账号", '') AS raw_account,
        coalesce("统一社会信用代码", '') AS raw_uscc,
        coalesce("车间编号", '') AS raw_workshop_id
    FROM landed.disbursements
)
UNION ALL
SELECT
    'hrss.workshops' AS source,
    'workshop_id' AS asked_by,
    FALSE AS has_person,
    raw_id_text,
    raw_name,
    raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    raw_workshop_id,
    raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("FZRZJHM", '') AS raw_id_text,
        coalesce("FZR", '') AS raw_name,
        coalesce("LXDH", '') AS raw_phone,
        coalesce("TYSHXYDM", '') AS raw_uscc,
        coalesce("CJBH", '') AS raw_workshop_id,
        coalesce("XZQHDM", '') AS raw_area_code
    FROM landed.workshops
)
UNION ALL
SELECT
    'hrss.rosters' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    raw_phone,
    raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name,
        coalesce("LXDH", '') AS raw_phone,
        coalesce("YHZH", '') AS raw_account,
        coalesce("CJBH", '') AS raw_workshop_id
    FROM landed.rosters
)
UNION ALL
SELECT
    'hrss.employment' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name,
        coalesce("AAB998", '') AS raw_uscc,
        coalesce("AAB004", '') AS raw_employer_name
    FROM landed.employment
)
UNION ALL
SELECT
    'hrss.contracts' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name,
        coalesce("AAB998", '') AS raw_uscc
    FROM landed.contracts
)
UNION ALL
SELECT
    'hrss.public_posts' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name,
        coalesce("AAB301", '') AS raw_area_code
    FROM landed.public_posts
)
UNION ALL
SELECT
    'hrss.training' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name,
        coalesce("CJBH", '') AS raw_workshop_id
    FROM landed.training
)
UNION ALL
SELECT
    'hrss.subsidies' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    raw_account,
    raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name,
        coalesce("YHZH", '') AS raw_account,
        coalesce("AAB998", '') AS raw_uscc,
        coalesce("CJBH", '') AS raw_workshop_id
    FROM landed.subsidies
)
UNION ALL
SELECT
    'industry_lists.entities' AS source,
    '' AS asked_by,
    FALSE AS has_person,
    CAST(NULL AS VARCHAR) AS raw_id_text,
    CAST(NULL AS VARCHAR) AS raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("统一社会信用代码", '') AS raw_uscc,
        coalesce("名称", '') AS raw_employer_name,
        coalesce("区划代码", '') AS raw_area_code
    FROM landed.listed_entities
)
UNION ALL
SELECT
    'labour_inspection.cases' AS source,
    '' AS asked_by,
    FALSE AS has_person,
    CAST(NULL AS VARCHAR) AS raw_id_text,
    CAST(NULL AS VARCHAR) AS raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAB998", '') AS raw_uscc,
        coalesce("AAB004", '') AS raw_employer_name,
        coalesce("CJBH", '') AS raw_workshop_id
    FROM landed.cases
)
UNION ALL
SELECT
    'labour_inspection.ratings' AS source,
    'uscc' AS asked_by,
    FALSE AS has_person,
    CAST(NULL AS VARCHAR) AS raw_id_text,
    CAST(NULL AS VARCHAR) AS raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAB998", '') AS raw_uscc
    FROM landed.ratings
)
UNION ALL
SELECT
    'loans.contracts' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("身份证号", '') AS raw_id_text,
        coalesce("姓名", '') AS raw_name,
        coalesce("统一社会信用代码", '') AS raw_uscc
    FROM landed.loan_contracts
)
UNION ALL
SELECT
    'outwork.spells' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("证件号码", '') AS raw_id_text,
        coalesce("姓名", '') AS raw_name
    FROM landed.spells
)
UNION ALL
SELECT
    'resettlement.residents' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("身份证号", '') AS raw_id_text,
        coalesce("姓名", '') AS raw_name,
        coalesce("联系电话", '') AS raw_phone,
        coalesce("安置点区划代码", '') AS raw_area_code
    FROM landed.residents
)
UNION ALL
SELECT
    'social_insurance.contributions' AS source,
    'id_text' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    raw_employer_name,
    raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name,
        coalesce("AAB998", '') AS raw_uscc,
        coalesce("AAB004", '') AS raw_employer_name,
        coalesce("AAB001", '') AS raw_unit_no,
        coalesce("AAC001", '') AS raw_insured_no
    FROM landed.contributions
)
UNION ALL
SELECT
    'social_insurance.pensions' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name
    FROM landed.pensions
)
UNION ALL
SELECT
    'unemployment.benefits' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name
    FROM landed.benefits
)
UNION ALL
SELECT
    'unemployment.registrations' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    raw_id_text,
    raw_name,
    raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    CAST(NULL AS VARCHAR) AS raw_uscc,
    CAST(NULL AS VARCHAR) AS raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    CAST(NULL AS VARCHAR) AS raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("AAC002", '') AS raw_id_text,
        coalesce("AAC003", '') AS raw_name,
        coalesce("LXDH", '') AS raw_phone
    FROM landed.registrations
)
UNION ALL
SELECT
    'vacancies.posts' AS source,
    '' AS asked_by,
    FALSE AS has_person,
    CAST(NULL AS VARCHAR) AS raw_id_text,
    CAST(NULL AS VARCHAR) AS raw_name,
    CAST(NULL AS VARCHAR) AS raw_phone,
    CAST(NULL AS VARCHAR) AS raw_account,
    raw_uscc,
    raw_employer_name,
    CAST(NULL AS VARCHAR) AS raw_unit_no,
    CAST(NULL AS VARCHAR) AS raw_workshop_id,
    raw_area_code,
    CAST(NULL AS VARCHAR) AS raw_insured_no
FROM (
    SELECT DISTINCT
        coalesce("统一社会信用代码", '') AS raw_uscc,
        coalesce("用人单位", '') AS raw_employer_name,
        coalesce("工作地区划代码", '') AS raw_area_code
    FROM landed.posts
)
