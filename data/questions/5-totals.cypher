// Totals, growth, gaps. Money is in dirhams (MAD), shown here in billions (10⁹); percentages are rounded half up.
// Observations and targets are never in one pot, stocks and flows are never summed.

// Q40 Observed annual export revenue by year.
MATCH (d:Document)<-[:REPORTED_IN]-(f:Figure {kind: 'observed'})-[:MEASURES]->(:Indicator {id: 'indicator-export-revenue'})
RETURN f.start_year AS year, round(f.value / 1e9, 2) AS billion_mad, f.qualifier AS qualifier, d.id AS document
ORDER BY year;

// Q42 Growth of exports from 2018 to 2023, and to 2024 if that were comparable.
// A growth across a break of series, as a discrepancy tells of one, is not.
:param from => 2018
:param until => [2023, 2024]
UNWIND $until AS year
MATCH (i:Indicator {id: 'indicator-export-revenue'})
MATCH (i)<-[:MEASURES]-(a:Figure {kind: 'observed', start_year: $from})
MATCH (i)<-[:MEASURES]-(b:Figure {kind: 'observed', start_year: year})
RETURN a.start_year AS from_year, year AS to_year,
       round(100.0 * (b.value - a.value) / a.value, 2) AS growth_percent,
       round(100.0 * ((toFloat(b.value) / a.value) ^ (1.0 / (year - a.start_year)) - 1), 2) AS yearly_percent,
       NOT EXISTS {
         MATCH (x:Figure)<-[:ABOUT]-(:Discrepancy {kind: 'series_break'})-[:ABOUT]->(y:Figure)
         WHERE a.start_year <= x.start_year AND x.start_year < y.start_year AND y.start_year <= b.start_year
       } AS comparable
ORDER BY to_year;

// Q43 Growth 2023 → 2024.
:param from => 2023
:param to => 2024
MATCH (i:Indicator {id: 'indicator-export-revenue'})
MATCH (i)<-[:MEASURES]-(a:Figure {kind: 'observed', start_year: $from})
MATCH (i)<-[:MEASURES]-(b:Figure {kind: 'observed', start_year: $to})
RETURN round(100.0 * (b.value - a.value) / a.value, 2) AS growth_percent,
       round((b.value - a.value) / 1e9, 2) AS billion_mad_more,
       NOT EXISTS { (a)<-[:ABOUT]-(:Discrepancy {kind: 'series_break'})-[:ABOUT]->(b) } AS comparable;

// Q45 Growth a year that would take exports from 2024 to the target of 2030, by the numbers of each report.
// 001 gives no year for its exports; 2024 is inferred.
:param base_year => 2024
:param target_year => 2030
MATCH (i:Indicator {id: 'indicator-export-revenue'})
MATCH (i)<-[:MEASURES]-(a:Figure {kind: 'observed'})-[:REPORTED_IN]->(d:Document)
MATCH (i)<-[:MEASURES]-(b:Figure {kind: 'target', start_year: $target_year})-[:REPORTED_IN]->(d)
WITH d, a, b, $target_year - $base_year AS years
RETURN d.id AS document, round(a.value / 1e9, 2) AS base_billion, round(b.value / 1e9, 2) AS target_billion,
       round(100.0 * ((toFloat(b.value) / a.value) ^ (1.0 / years) - 1), 2) AS yearly_percent,
       round((b.value - a.value) / 1e9 / years, 2) AS billion_a_year
ORDER BY document;

// Q47 Jobs in 2030 if 270 000 are to be created, as 000 words it.
// “Currently” may be the day of the meeting or the end of 2024 (as_of_alt); six years are counted from the latter.
MATCH (now:Figure {id: 'fig-000-jobs'}), (more:Figure {id: 'fig-000-jobs-2030'})
WITH now.value AS jobs, now.value + more.value AS total, more.end_year - date(now.as_of_alt).year AS years
RETURN jobs, total, round(100.0 * (total - jobs) / jobs, 2) AS growth_percent, years,
       round(100.0 * ((toFloat(total) / jobs) ^ (1.0 / years) - 1), 2) AS yearly_percent;

// Q48 Investment against what was expected for 2020.
MATCH (:Indicator {id: 'indicator-investment'})<-[:MEASURES]-(done:Figure {kind: 'observed'})-[:REPORTED_IN]->(d:Document)
MATCH (:Indicator {id: 'indicator-investment'})<-[:MEASURES]-(due:Figure {kind: 'target'})-[:REPORTED_IN]->(d)
RETURN round(100.0 * done.value / due.value, 2) AS percent, round((due.value - done.value) / 1e9, 2) AS billion_mad_short;

// Q50 Export revenue per job, now and at target, with 270 000 read as a stock and as a creation.
MATCH (exports:Figure {id: 'fig-000-exports-2024'}), (jobs:Figure {id: 'fig-000-jobs'})
MATCH (aim:Figure {id: 'fig-000-exports-2030'}), (more:Figure {id: 'fig-000-jobs-2030'})
UNWIND [
  {reading: 'now',      revenue: exports.value, jobs: jobs.value},
  {reading: 'stock',    revenue: aim.value,     jobs: more.value},
  {reading: 'creation', revenue: aim.value,     jobs: jobs.value + more.value}
] AS row
WITH row.reading AS reading, row.jobs AS number_of_jobs, toFloat(row.revenue) / row.jobs AS per_job,
     toFloat(exports.value) / jobs.value AS now
RETURN reading, number_of_jobs, toInteger(round(per_job)) AS mad_per_job,
       round(100.0 * (per_job - now) / now, 2) AS change_percent
ORDER BY mad_per_job DESC;

// Q51 Stated figures by file and kind.
MATCH (f:Figure)-[:REPORTED_IN]->(d:Document)
RETURN d.id AS document, sum(CASE f.kind WHEN 'observed' THEN 1 ELSE 0 END) AS observed,
       sum(CASE f.kind WHEN 'target' THEN 1 ELSE 0 END) AS target, count(*) AS figures
ORDER BY document;

MATCH (f:Figure)-[:REPORTED_IN]->(:Document)
RETURN sum(CASE f.kind WHEN 'observed' THEN 1 ELSE 0 END) AS observed,
       sum(CASE f.kind WHEN 'target' THEN 1 ELSE 0 END) AS target, count(*) AS figures;

// Q52 First year at or above 40 bn from 26.22 bn in 2024, at 8 % and at 14 % a year.
:param percent => [8, 14]
MATCH (a:Figure {id: 'fig-000-exports-2024'}), (b:Figure {id: 'fig-000-exports-2030'})
UNWIND $percent AS percent
UNWIND range(1, 50) AS years
WITH a, b, percent, years, a.value * (1 + percent / 100.0) ^ years AS reached
WHERE reached >= b.value
WITH a, percent, min(years) AS years
RETURN percent, a.end_year + years AS year,
       round(a.value * (1 + percent / 100.0) ^ (years - 1) / 1e9, 2) AS billion_the_year_before,
       round(a.value * (1 + percent / 100.0) ^ years / 1e9, 2) AS billion_that_year
ORDER BY percent;
