// Lookups: who, what, where, and which document says so.

// Q01 Quelles personnes sont nommées, et dans quels articles ?
MATCH (d:Document)-[:MENTIONS {mode: 'named'}]->(p:Person)
RETURN p.name AS person, coll.sort(collect(d.id)) AS documents
ORDER BY person;

// Q02 Quelle fonction Youssef Chraibi exerce-t-il, quand et selon qui ?
:param person => 'Youssef Chraibi'
MATCH (p:Person {name: $person})-[h:HOLDS]->(o:Office)-[:OFFICE_OF]->(b:Organization)
RETURN o.name AS office, b.name AS body, h.attested_from AS attested_from, h.attested_to AS attested_to,
       h.sources AS sources;

// Q03 List the Tech Valleys.
MATCH (d:Document)-[:MENTIONS]->(z:Zone)
RETURN z.name AS zone, z.status AS status, coll.sort(collect(d.id)) AS documents
ORDER BY fold(zone);

// Q05 List the events with date and precision.
// An event without a date has a window; a seminar is dated through the meeting it is part of.
MATCH (e:Event)
OPTIONAL MATCH (e)-[:PART_OF]->(whole:Event)
RETURN e.id AS event, e.date AS date, e.precision AS precision, e.date_status AS date_status,
       e.not_before AS not_before, e.not_after AS not_after, whole.id AS part_of
ORDER BY coalesce(date, not_before), part_of IS NOT NULL;

// Q07 Segments of the sector and the files that name them.
MATCH (:Sector {id: 'sector-offshoring'})<-[:PART_OF]-(s:Segment)<-[m:MENTIONS]-(d:Document)
WITH s, d, m ORDER BY d.id
RETURN s.name AS segment, collect(d.id) AS documents, collect(m.surfaces) AS words
ORDER BY segment;

// Q08 Quelles compétences l'ITO demande-t-il ?
MATCH (s:Skill)-[r:SKILL_OF]->(:Segment {id: 'segment-ito'})
RETURN s.name AS skill, r.sources AS sources
ORDER BY fold(skill);

// Q09 Qui a organisé la conférence de 2019 et à quel titre ?
// `short` is the shortest form a document prints: the acronym.
MATCH (b:Organization)-[r:ORGANIZED]->(:Event {id: 'event-2019-04-23-offshoring-conference'})
RETURN reduce(short = b.name, form IN b.aliases | CASE WHEN size(form) < size(short) THEN form ELSE short END) AS body,
       r.role AS role, r.sources AS sources
ORDER BY CASE role WHEN 'organizer' THEN 1 WHEN 'co-organizer' THEN 2 ELSE 3 END;
