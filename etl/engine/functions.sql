-- Months are YYYYMM. Numbered, they count on without gaps: year times twelve plus month.

-- The number of a month.
CREATE MACRO month_number(month) AS
    (month // 100) * 12 + month % 100 - 1;

-- The month of a number.
CREATE MACRO month_at(number) AS
    (number // 12) * 100 + number % 12 + 1;

-- The month so many months later.
CREATE MACRO month_plus(month, count) AS
    ((month // 100 * 12 + month % 100 - 1 + count) // 12) * 100 + (month // 100 * 12 + month % 100 - 1 + count) % 12 + 1;

-- The month in which a day lies.
CREATE MACRO month_of(day) AS
    CAST(EXTRACT(year FROM day) * 100 + EXTRACT(month FROM day) AS BIGINT);

-- The first and the last day of a month.
CREATE MACRO first_day(month) AS
    make_date(CAST(month // 100 AS INTEGER), CAST(month % 100 AS INTEGER), 1);
CREATE MACRO end_day(month) AS
    last_day(make_date(CAST(month // 100 AS INTEGER), CAST(month % 100 AS INTEGER), 1));

-- A text, or nothing where there is none.
CREATE MACRO text(value) AS
    coalesce(CAST(value AS VARCHAR), '');

-- 2024年6月, 2024年6月30日, 12.00元.
CREATE MACRO month_zh(month) AS
    coalesce(CAST(month // 100 AS VARCHAR) || '年' || CAST(month % 100 AS VARCHAR) || '月', '');
CREATE MACRO day_zh(day) AS
    coalesce(CAST(EXTRACT(year FROM day) AS VARCHAR) || '年' || CAST(EXTRACT(month FROM day) AS VARCHAR) || '月' || CAST(EXTRACT(day FROM day) AS VARCHAR) || '日', '');
-- 2023年10月 · 2023年10月至12月 · 2022年7月至2023年5月.
CREATE MACRO span_zh(first, last) AS
    CASE WHEN first = last THEN month_zh(first)
         WHEN first // 100 = last // 100 THEN month_zh(first) || '至' || CAST(last % 100 AS VARCHAR) || '月'
         ELSE month_zh(first) || '至' || month_zh(last) END;
CREATE MACRO yuan(amount) AS
    coalesce(CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR) || '元', '');

-- How rows refer to where they came from: source, pull and place in it.
CREATE MACRO row_ref(source, pull_id, row_number) AS
    source || ':' || pull_id || ':' || CAST(row_number AS VARCHAR);

-- Distinct texts of a group, sorted, joined by a comma; '' where there are none.
CREATE MACRO listed(value) AS
    coalesce(array_to_string(list_sort(list(DISTINCT value)), ','), '');

-- One payment row in words: office, months, where it stands, amount.
CREATE MACRO payment_zh(office, first, last, state, amount) AS
    text(office) || span_zh(first, last)
    || CASE state WHEN 'paid' THEN '已发放' WHEN 'approved' THEN '已审批' WHEN 'claimed' THEN '已申报' ELSE '已退回' END
    || yuan(amount);
