-- 人员与单位的原始写法。 A distinct wording in which rows of a source name a person, an employer or a place.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT DISTINCT
    'business_registry.entities' AS source,
    'uscc' AS asked_by,
    FALSE AS has_person,
    coalesce("CERNO", '') AS raw_id_text,
    coalesce("LEREP", '') AS raw_name,
    coalesce("TEL", '') AS raw_phone,
    '' AS raw_account,
    coalesce("UNISCID", '') AS raw_uscc,
    coalesce("ENTNAME", '') AS raw_employer_name,
    '' AS raw_unit_no,
    '' AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.entities
UNION ALL
SELECT DISTINCT
    'business_registry.officers' AS source,
    'uscc' AS asked_by,
    TRUE AS has_person,
    coalesce("CERNO", '') AS raw_id_text,
    coalesce("NAME", '') AS raw_name,
    '' AS raw_phone,
    '' AS raw_account,
    coalesce("UNISCID", '') AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    '' AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.officers
UNION ALL
SELECT DISTINCT
    'county_finance.disbursements' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    coalesce("身份证号", '') AS raw_id_text,
    coalesce("姓名", '') AS raw_name,
    '' AS raw_phone,
    coalesce("银行账号", '') AS raw_account,
    coalesce("统一社会信用代码", '') AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    coalesce("车间编号", '') AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.disbursements
UNION ALL
SELECT DISTINCT
    'hrss.workshops' AS source,
    'workshop_id' AS asked_by,
    FALSE AS has_person,
    coalesce("FZRZJHM", '') AS raw_id_text,
    coalesce("FZR", '') AS raw_name,
    coalesce("LXDH", '') AS raw_phone,
    '' AS raw_account,
    coalesce("TYSHXYDM", '') AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    coalesce("CJBH", '') AS raw_workshop_id,
    coalesce("XZQHDM", '') AS raw_area_code,
    '' AS raw_insured_no
FROM landed.workshops
UNION ALL
SELECT DISTINCT
    'hrss.rosters' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    coalesce("AAC002", '') AS raw_id_text,
    coalesce("AAC003", '') AS raw_name,
    coalesce("LXDH", '') AS raw_phone,
    coalesce("YHZH", '') AS raw_account,
    '' AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    coalesce("CJBH", '') AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.rosters
UNION ALL
SELECT DISTINCT
    'hrss.employment' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    coalesce("AAC002", '') AS raw_id_text,
    coalesce("AAC003", '') AS raw_name,
    '' AS raw_phone,
    '' AS raw_account,
    coalesce("AAB998", '') AS raw_uscc,
    coalesce("AAB004", '') AS raw_employer_name,
    '' AS raw_unit_no,
    '' AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.employment
UNION ALL
SELECT DISTINCT
    'hrss.contracts' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    coalesce("AAC002", '') AS raw_id_text,
    coalesce("AAC003", '') AS raw_name,
    '' AS raw_phone,
    '' AS raw_account,
    coalesce("AAB998", '') AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    '' AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.contracts
UNION ALL
SELECT DISTINCT
    'hrss.public_posts' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    coalesce("AAC002", '') AS raw_id_text,
    coalesce("AAC003", '') AS raw_name,
    '' AS raw_phone,
    '' AS raw_account,
    '' AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    '' AS raw_workshop_id,
    coalesce("AAB301", '') AS raw_area_code,
    '' AS raw_insured_no
FROM landed.public_posts
UNION ALL
SELECT DISTINCT
    'hrss.training' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    coalesce("AAC002", '') AS raw_id_text,
    coalesce("AAC003", '') AS raw_name,
    '' AS raw_phone,
    '' AS raw_account,
    '' AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    coalesce("CJBH", '') AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.training
UNION ALL
SELECT DISTINCT
    'hrss.subsidies' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    coalesce("AAC002", '') AS raw_id_text,
    coalesce("AAC003", '') AS raw_name,
    '' AS raw_phone,
    coalesce("YHZH", '') AS raw_account,
    coalesce("AAB998", '') AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    coalesce("CJBH", '') AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.subsidies
UNION ALL
SELECT DISTINCT
    'social_insurance.contributions' AS source,
    'id_text' AS asked_by,
    TRUE AS has_person,
    coalesce("AAC002", '') AS raw_id_text,
    coalesce("AAC003", '') AS raw_name,
    '' AS raw_phone,
    '' AS raw_account,
    coalesce("AAB998", '') AS raw_uscc,
    coalesce("AAB004", '') AS raw_employer_name,
    coalesce("AAB001", '') AS raw_unit_no,
    '' AS raw_workshop_id,
    '' AS raw_area_code,
    coalesce("AAC001", '') AS raw_insured_no
FROM landed.contributions
UNION ALL
SELECT DISTINCT
    'social_insurance.pensions' AS source,
    '' AS asked_by,
    TRUE AS has_person,
    coalesce("AAC002", '') AS raw_id_text,
    coalesce("AAC003", '') AS raw_name,
    '' AS raw_phone,
    '' AS raw_account,
    '' AS raw_uscc,
    '' AS raw_employer_name,
    '' AS raw_unit_no,
    '' AS raw_workshop_id,
    '' AS raw_area_code,
    '' AS raw_insured_no
FROM landed.pensions
