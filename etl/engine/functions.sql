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
CREATE MACRO yuan(amount) AS
    coalesce(CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR) || '元', '');

-- How rows refer to where they came from: source, pull and place in it.
CREATE MACRO row_ref(source, pull_id, row_number) AS
    source || ':' || pull_id || ':' || CAST(row_number AS VARCHAR);

-- Distinct texts of a group, sorted, joined by a comma; '' where there are none.
CREATE MACRO listed(value) AS
    coalesce(array_to_string(list_sort(list(DISTINCT value)), ','), '');

-- A value in words, 未知 where there is none; both ends of an interval, one where they agree.
CREATE MACRO known_zh(value) AS
    coalesce(CAST(value AS VARCHAR), '未知');
CREATE MACRO range_zh(low, high) AS
    CASE WHEN known_zh(low) = known_zh(high) THEN known_zh(low) ELSE known_zh(low) || '至' || known_zh(high) END;

-- 2023年10月, 2023年10月至12月, 2023年10月至2024年1月; a whole calendar year is 2023年.
CREATE MACRO period_zh(first_month, last_month) AS
    CASE
        WHEN first_month IS NULL OR last_month IS NULL THEN '未知'
        WHEN first_month = last_month THEN month_zh(first_month)
        WHEN first_month // 100 <> last_month // 100 THEN month_zh(first_month) || '至' || month_zh(last_month)
        WHEN first_month % 100 = 1 AND last_month % 100 = 12 THEN text(first_month // 100) || '年'
        ELSE month_zh(first_month) || '至' || text(last_month % 100) || '月'
    END;

-- The same day so many months later; in a shorter month its last day.
CREATE MACRO same_day(day, months) AS
    make_date(
        CAST(month_plus(month_of(day), months) // 100 AS INTEGER),
        CAST(month_plus(month_of(day), months) % 100 AS INTEGER),
        CAST(least(EXTRACT(day FROM day), EXTRACT(day FROM end_day(month_plus(month_of(day), months)))) AS INTEGER)
    );

-- The same day so many months later, and of a month's last day the last day.
CREATE MACRO same_or_last_day(day, months) AS
    CASE WHEN day = last_day(day) THEN end_day(month_plus(month_of(day), months)) ELSE same_day(day, months) END;
