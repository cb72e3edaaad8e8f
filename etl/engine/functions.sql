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

-- The number of the month in which a day lies.
CREATE MACRO number_of(day) AS
    CAST(EXTRACT(year FROM day) * 12 + EXTRACT(month FROM day) - 1 AS BIGINT);

-- The numbers of the first and the last month for which a version answers: by what is known on a month's last day; the first
-- version for all months before it, the last one for all after it.
CREATE MACRO holds_from(is_first, known_from) AS
    CASE WHEN is_first THEN CAST(0 AS BIGINT) ELSE CAST(EXTRACT(year FROM known_from) * 12 + EXTRACT(month FROM known_from) - 1 AS BIGINT) END;
CREATE MACRO holds_to(known_to) AS
    coalesce(CAST(EXTRACT(year FROM known_to) * 12 + EXTRACT(month FROM known_to) - 2 AS BIGINT), CAST(119999 AS BIGINT));

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

-- A firm's name without blanks, with half-width brackets, in capitals; brackets of all kinds are one.
CREATE MACRO plain_name(name) AS
    upper(translate(regexp_replace(name, '[\s　]', '', 'g'), '（）【】〔〕·[]', '()()().()'));

-- How rows refer to where they came from: source, pull and place in it.
CREATE MACRO row_ref(source, pull_id, row_number) AS
    source || ':' || pull_id || ':' || CAST(row_number AS VARCHAR);

-- Distinct texts of a group, sorted, joined by a comma; '' where there are none.
CREATE MACRO listed(value) AS
    coalesce(array_to_string(list_sort(list(DISTINCT value)), ','), '');

-- The same day so many months later, in a shorter month its last day.
CREATE MACRO day_later(day, count) AS
    least(
        CAST(first_day(month_plus(month_of(day), count)) + CAST(EXTRACT(day FROM day) - 1 AS INTEGER) AS DATE),
        end_day(month_plus(month_of(day), count))
    );

-- A text, or the word for what is not known; both ends of an interval, one where they agree.
CREATE MACRO known(value) AS
    coalesce(CAST(value AS VARCHAR), '未知');
CREATE MACRO range_zh(low, high) AS
    CASE WHEN known(low) = known(high) THEN known(low) ELSE known(low) || '至' || known(high) END;

-- 2023年10月, 2023年10月至12月, 2023年10月至2024年1月; a whole calendar year is 2023年.
CREATE MACRO period_zh(first, last) AS
    CASE
        WHEN first = last THEN month_zh(first)
        WHEN first // 100 <> last // 100 THEN month_zh(first) || '至' || month_zh(last)
        WHEN first % 100 = 1 AND last % 100 = 12 THEN CAST(first // 100 AS VARCHAR) || '年'
        ELSE month_zh(first) || '至' || CAST(last % 100 AS VARCHAR) || '月'
    END;

-- An amount in whole fen and back; a part of it in millionths, half up.
CREATE MACRO fen(amount) AS
    CAST(CAST(amount AS DECIMAL(18, 2)) * 100 AS BIGINT);
CREATE MACRO of_fen(count) AS
    CAST(CAST(count AS DECIMAL(18, 2)) * 0.01 AS DECIMAL(18, 2));
CREATE MACRO part_of(amount, millionths) AS
    of_fen((fen(amount) * (2 * millionths) + 1000000) // 2000000);

-- The same day so many months later, and of a month's last day the last day.
CREATE MACRO day_or_end_later(day, count) AS
    CASE WHEN day = last_day(day) THEN end_day(month_plus(month_of(day), count)) ELSE day_later(day, count) END;
-- The bit of a kind of contract, as policy_grants.yaml numbers them; 0 for any other.
CREATE MACRO contract_bit(kind) AS
    CASE kind WHEN 'labour_contract' THEN 1 WHEN 'service_agreement' THEN 2 WHEN 'piecework_contract' THEN 4 ELSE 0 END;
