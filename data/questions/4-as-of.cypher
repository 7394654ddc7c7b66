// As of a date. A tenure is attested on a day (`point`) or somewhere inside a window (`within`), so that the answer is
// attested, possible, or no row at all: unknown.

// Q31 Qui est ministre de la Transition numérique au 2026-01-27 ?
:param day => '2026-01-27'
MATCH (p:Person)-[h:HOLDS]->(:Office {id: 'office-minister-digital-transition'})
WHERE h.attested_from <= $day AND $day <= h.attested_to
RETURN p.name AS person, CASE h.attest WHEN 'point' THEN 'attested' ELSE 'possible' END AS certainty,
       h.sources AS sources;

// Q33 … et au 2025-06-01 ? No document tells of the hand-over: no row is the answer.
:param day => '2025-06-01'
MATCH (p:Person)-[h:HOLDS]->(:Office {id: 'office-minister-digital-transition'})
WHERE h.attested_from <= $day AND $day <= h.attested_to
RETURN p.name AS person, CASE h.attest WHEN 'point' THEN 'attested' ELSE 'possible' END AS certainty,
       h.sources AS sources;

// Q34 Holders of that office in order.
MATCH (p:Person)-[h:HOLDS]->(:Office {id: 'office-minister-digital-transition'})
WITH p, h ORDER BY h.attested_to
WITH collect({person: p.name, attest: h.attest, last_day: h.attested_to}) AS holders
UNWIND range(1, size(holders)) AS place
WITH place, holders[place - 1] AS holder
RETURN place, holder.person AS person, holder.attest AS attest, holder.last_day AS last_day
ORDER BY place;

// Q36 Figures whose period includes 2018.
:param year => 2018
MATCH (f:Figure)
WHERE f.start_year <= $year AND $year <= f.end_year
RETURN f.id AS figure, f.kind AS kind, f.start_year AS start_year, f.end_year AS end_year
ORDER BY figure;

// Q37 Targets in force at the 2019 conference: not yet past, and in a document that may have been written by then.
MATCH (c:Event {id: 'event-2019-04-23-offshoring-conference'})
MATCH (i:Indicator)<-[:MEASURES]-(f:Figure {kind: 'target'})-[:REPORTED_IN]->(d:Document)
WHERE f.end_year >= date(c.date).year AND d.not_before <= c.date
RETURN f.id AS figure, f.value AS value, f.unit AS unit, f.start_year AS start_year, f.end_year AS end_year,
       i.basis AS basis
ORDER BY figure;

// Q38 Days between the conference and the meeting, and years of 365.25 days.
MATCH (c:Event {id: 'event-2019-04-23-offshoring-conference'}), (m:Event {id: 'event-2026-01-27-offer-renewal-meeting'})
WITH duration.inDays(date(c.date), date(m.date)).days AS days
RETURN days, round(days / 365.25, 2) AS years;
