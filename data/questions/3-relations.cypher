// Relations over several hops: offices and bodies, agreements, claims and the people behind them.

// Q19 Who took part in the seminar, with office and body?
MATCH (p:Person)-[:PARTICIPATED_IN]->(e:Event {id: 'event-2026-01-27-high-level-seminar'})
MATCH (p)-[h:HOLDS]->(o:Office)-[:OFFICE_OF]->(b:Organization)
WHERE h.attested_from <= e.date AND e.date <= h.attested_to
RETURN p.name AS person, o.name AS office, b.name AS body
ORDER BY person;

// Q20 Which bodies were represented on 27 January 2026? The chair of the meeting and the participants of the seminar.
:param day => '2026-01-27'
MATCH (p:Person)-[:PRESIDED|PARTICIPATED_IN]->(:Event {date: $day})
MATCH (p)-[h:HOLDS]->(:Office)-[:OFFICE_OF]->(b:Organization)
WHERE h.attested_from <= $day AND $day <= h.attested_to
RETURN DISTINCT b.name AS body
ORDER BY fold(body);

// Q22 Qui a signé les trois accords ? No document names a signatory: no row is the answer.
MATCH (a:Agreement)-[:SIGNED_AT]->(:Event {id: 'event-2026-01-27-offer-renewal-meeting'})
MATCH (who)-[:PARTY_TO]->(a)
RETURN a.name AS agreement, who.name AS signatory;

// Q23 Which people quoted in the 2019 report lead a body that organized the conference?
MATCH (p:Person)-[:HOLDS]->(:Office)-[:OFFICE_OF]->(b:Organization)
MATCH (b)-[r:ORGANIZED]->(:Event {id: 'event-2019-04-23-offshoring-conference'})
WHERE EXISTS { (p)-[:SAID]->(:Statement)-[:REPORTED_IN]->(:Document {id: 'doc-003'}) }
RETURN p.name AS person, b.id AS body, r.role AS role
ORDER BY person;

// Q25 Figures announced by any holder of the digital-transition office.
MATCH (:Office {id: 'office-minister-digital-transition'})<-[:HOLDS]-(p:Person)-[:ANNOUNCED]->(f:Figure)
RETURN p.name AS person, f.id AS figure, f.value AS value, f.unit AS unit
ORDER BY person, coalesce(f.start_year, 0), figure;

// Q27 Skills or activities named in both 002 and 004, with their roles.
MATCH (:Document {id: 'doc-002'})-[:MENTIONS]->(x:Skill|Activity)<-[:MENTIONS]-(:Document {id: 'doc-004'})
MATCH (x)-[r:SKILL_OF|PART_OF|FACES_CHALLENGE]-(y)
WITH x, r, type(r) + ' ' + y.id AS role ORDER BY role
RETURN x.name AS name,
       collect(CASE WHEN 'doc-002' IN r.sources THEN role END) AS in_002,
       collect(CASE WHEN 'doc-004' IN r.sources THEN role END) AS in_004,
       coll.sort(collect(DISTINCT r.status)) AS status
ORDER BY name;

// Q28 Levers called for in both 000 and 001.
MATCH (t:Topic)<-[a:CALLS_FOR]-() WHERE 'doc-000' IN a.sources
MATCH (t)<-[b:CALLS_FOR]-() WHERE 'doc-001' IN b.sources
RETURN t.name AS lever, a.status AS in_000, b.status AS in_001
ORDER BY in_001 DESC, fold(lever);

// Q29 Challenges of the sector, who says so, where.
MATCH (:Sector {id: 'sector-offshoring'})-[r:FACES_CHALLENGE]->(x)
OPTIONAL MATCH (p:Person {id: r.by})
RETURN x.name AS challenge, p.name AS says, r.sources AS sources
ORDER BY says IS NULL, fold(challenge);
