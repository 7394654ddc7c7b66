// doc-004 · The 2023 record announced by Ghita Mezzour (Le Nouvelliste Maroc)
//
// Exports of 2023 as the minister tells them, the shape of the sector in two axes and five segments, its rivals.
// The day in the page banner (11 December 2024) is when the page was captured; “Casablanca” there is a weather
// reading, so it is no mention (T12).
//
// What this one document says, and nothing else. `forms` are the words as printed; a relation lists its sources,
// and a second document that states the same fact only adds its own. The files may be loaded in any order and
// more than once: lists are united and sorted, stated wins over inferred, the higher confidence wins.

// ─── The document ──────────────────────────────────────────────────────────────────────────────────────────────────

MERGE (d:Document {id: 'doc-004'})
SET d += {name: 'L’Outsourcing Marocain bat un record inédit en 2023 !',
          title: 'L’Outsourcing Marocain bat un record inédit en 2023 !', file: '004_cfedf3d6b9a8b734.txt',
          lang: 'fr', kind: 'report', outlet: 'Le Nouvelliste Maroc', not_before: '2024-01-01',
          not_after: '2024-12-11', captured_on: '2024-12-11', date_status: 'inferred',
          note: 'the date in the page banner is the day of capture, not of publication'},
    d.keys = [fold('L’Outsourcing Marocain bat un record inédit en 2023 !')];

// ─── What it names ─────────────────────────────────────────────────────────────────────────────────────────────────

// People.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'person-ghita-mezzour', forms: ['Ghita Mezzour', 'Ghuita Mezzour'],
   props: {name: 'Ghita Mezzour', gender: 'f', note: 'two spellings in one article'}},
  {id: 'person-mohammed-vi', forms: ['Sa Majesté le Roi Mohammed VI'], props: {name: 'Mohammed VI', gender: 'm'}}
] AS row
MERGE (n:Person {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Offices: a person HOLDS one, so that two ministers can share it.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'office-minister-digital-transition',
   forms: ['ministre de la Transition Numérique et de la Réforme de l’Administration'],
   props: {name: 'Ministre de la Transition numérique et de la Réforme de l’administration'}},
  {id: 'office-king', forms: ['Sa Majesté le Roi'], props: {name: 'Roi du Maroc'}}
] AS row
MERGE (n:Office {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Organizations.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'org-ministry-digital-transition', forms: ['Transition Numérique et de la Réforme de l’Administration'],
   props: {name: "Ministère de la Transition numérique et de la Réforme de l'administration", kind: 'ministry',
           note: 'only the title of its minister appears'}},
  {id: 'org-office-des-changes', forms: ['Office des Changes'], props: {name: 'Office des Changes', kind: 'agency'}},
  {id: 'org-kearney', forms: ['Kearney'], props: {name: 'Kearney', kind: 'company'}}
] AS row
MERGE (n:Organization {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Places.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'place-world', forms: ['mondiale'], props: {name: 'Monde', kind: 'world'}},
  {id: 'place-africa', forms: ['Afrique'], props: {name: 'Afrique', kind: 'continent'}},
  {id: 'place-sub-saharan-africa', forms: ['Afrique subsaharienne'],
   props: {name: 'Afrique subsaharienne', kind: 'region'}},
  {id: 'place-morocco', forms: ['Maroc'], props: {name: 'Maroc', kind: 'country'}}
] AS row
MERGE (n:Place {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Events.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'event-2024-mezzour-post', forms: ['un post'],
   props: {name: 'Post de Ghita Mezzour sur les exportations 2023', kind: 'post', precision: 'window',
           not_before: '2024-01-01', not_after: '2024-12-11', date_status: 'inferred',
           note: 'date unknown; the window is that of the document'}}
] AS row
MERGE (n:Event {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Sectors.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'sector-offshoring', forms: ['Outsourcing', 'outsourcing', 'externalisation'],
   props: {name: 'Offshoring / externalisation de services'}},
  {id: 'sector-digital-economy', forms: ['économie numérique', 'numérique'], props: {name: 'Économie numérique'}}
] AS row
MERGE (n:Sector {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Segments of the sector.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'segment-bpo', forms: ['BPO', 'services de back-office'], props: {name: 'BPO', note: 'acronym never expanded'}},
  {id: 'segment-ito', forms: ['ITO', 'services informatiques'], props: {name: 'ITO', note: 'acronym never expanded'}},
  {id: 'segment-crm', forms: ['centres de contacts (CRM)', 'gestion de la relation client'],
   props: {name: 'CRM (centres de contacts)', note: 'contact centres, not software'}},
  {id: 'segment-eso', forms: ['ESO'], props: {name: 'ESO', note: 'acronym never expanded'}},
  {id: 'segment-kpo', forms: ['KPO'], props: {name: 'KPO', note: 'acronym never expanded'}}
] AS row
MERGE (n:Segment {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Activities.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'activity-administrative-support', forms: ['fonctions administratives générales'],
   props: {name: 'Support administratif'}},
  {id: 'activity-specialised-professional-services', forms: ['services professionnels spécialisés'],
   props: {name: 'Services professionnels spécialisés', note: 'tempting to call it KPO; not stated'}},
  {id: 'activity-infrastructure-management', forms: ['gestion de l’infrastructure'],
   props: {name: "Gestion de l'infrastructure"}},
  {id: 'activity-application-maintenance', forms: ['maintenance applicative'],
   props: {name: 'Maintenance applicative'}}
] AS row
MERGE (n:Activity {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Skills.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'skill-software-development', forms: ['développement de logiciels'], props: {name: 'Développement logiciel'}},
  {id: 'skill-artificial-intelligence', forms: ['intelligence artificielle'],
   props: {name: 'Intelligence artificielle'}}
] AS row
MERGE (n:Skill {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Topics: levers, challenges, themes.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'topic-human-capital', forms: ['capital humain'], props: {name: 'Capital humain, formation et compétences'}},
  {id: 'topic-infrastructure', forms: ['infrastructures de pointe'], props: {name: 'Infrastructures modernes'}},
  {id: 'topic-competitiveness', forms: ['compétitivité'], props: {name: 'Compétitivité de l’économie nationale'}},
  {id: 'topic-foreign-investment', forms: ['investisseurs étrangers'],
   props: {name: 'Attraction des investissements et grandes entreprises internationales'}},
  {id: 'topic-competition', forms: ['forte concurrence'], props: {name: 'Concurrence'}},
  {id: 'topic-digital-talent', forms: ['talents'], props: {name: 'Talents du numérique'}}
] AS row
MERGE (n:Topic {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// ─── What is counted ───────────────────────────────────────────────────────────────────────────────────────────────

// Indicators used here: what a number measures, and whether it is a level, a stock, a flow or a rate.
UNWIND [
  {id: 'indicator-export-revenue', name: "Exportations / CA à l'export (niveau annuel)", unit: 'MAD', basis: 'level',
   family: 'exports'},
  {id: 'indicator-export-growth', name: 'Croissance annuelle des exportations', unit: '%', basis: 'rate',
   family: 'growth'},
  {id: 'indicator-jobs-created', name: 'Emplois créés (flux)', unit: 'jobs', basis: 'flow', family: 'jobs'},
  {id: 'indicator-world-growth', name: "Croissance mondiale de l'externalisation", unit: '%', basis: 'rate',
   family: 'growth'},
  {id: 'indicator-rank', name: 'Rang', unit: 'rank', basis: 'rank', family: 'rank'}
] AS row
MERGE (n:Indicator {id: row.id})
SET n += row, n.keys = [fold(row.name)];

// Figures: one node for each quantitative claim of this document, never overwritten by another one.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'fig-004-exports-2023', measures: 'indicator-export-revenue', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Exportations 2023 : près de 18 milliards MAD', value: 18000000000, unit: 'MAD', qualifier: 'nearly',
           hi: 18000000000, kind: 'observed', start_year: 2023, end_year: 2023, period_status: 'stated',
           surface: '18 milliards', scope_term: 'exportations, revenus à l’export / Outsourcing',
           headline_qualifier: 'exact'}},
  {id: 'fig-004-growth-2023', measures: 'indicator-export-growth', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Croissance des exportations 2023 : 14 %', value: 14, unit: '%', qualifier: 'exact',
           kind: 'observed', start_year: 2023, end_year: 2023, period_status: 'stated', surface: '14%',
           scope_term: 'exportations / Outsourcing', dims: 'against 2022'}},
  {id: 'fig-004-jobs-2023', measures: 'indicator-jobs-created', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Emplois créés en 2023 : plus de 10 000', value: 10000, unit: 'jobs', qualifier: 'more_than',
           lo: 10000, kind: 'observed', start_year: 2023, end_year: 2023, period_status: 'stated', surface: '10 000',
           scope_term: 'nouveaux emplois / outsourcing', headline_qualifier: 'exact'}},
  {id: 'fig-004-world-growth', measures: 'indicator-world-growth', about: 'sector-offshoring', place: 'place-world',
   props: {name: 'Croissance mondiale de l’externalisation : plus de 8 %', value: 8, unit: '%',
           qualifier: 'more_than', lo: 8, kind: 'observed', period_status: 'unknown', surface: '8%',
           scope_term: 'externalisation des métiers des services'}},
  {id: 'fig-004-rank-africa', measures: 'indicator-rank', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Rang en Afrique : 2e destination', value: 2, unit: 'rank', qualifier: 'exact', kind: 'observed',
           period_status: 'unknown', surface: 'deuxième', scope_term: 'destination', dims: 'destination, Africa',
           note: 'credited to nobody, not to Kearney'}},
  {id: 'fig-004-rank-francophone', measures: 'indicator-rank', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Rang francophone : leader', value: 1, unit: 'rank', qualifier: 'exact', kind: 'observed',
           period_status: 'unknown', surface: 'leader', scope_term: 'outsourcing francophone offshore',
           dims: 'French-speaking offshore outsourcing', note: '“leader”; rank 1 is our reading'}}
] AS row
MATCH (i:Indicator {id: row.measures}) MATCH (x {id: row.about}) MATCH (p:Place {id: row.place})
MERGE (f:Figure {id: row.id})
SET f += row.props, f.keys = [fold(row.props.name)]
WITH f, d, i, x, p, {sources: [d.id], status: 'stated', confidence: 'high'} AS page
MERGE (f)-[r1:REPORTED_IN]->(d) SET r1 = page
MERGE (f)-[r2:MEASURES]->(i) SET r2 = page
MERGE (f)-[r3:ABOUT]->(x) SET r3 = page
MERGE (f)-[r4:IN_PLACE]->(p) SET r4 = page;

// ─── Who holds what, and who did what ──────────────────────────────────────────────────────────────────────────────

// Who holds which office. Attested on a day or within a window; no start and no end is known.
UNWIND [
  {person: 'person-ghita-mezzour', office: 'office-minister-digital-transition', from: '2024-01-01', to: '2024-12-11'},
  {person: 'person-mohammed-vi',   office: 'office-king',                        from: '2024-01-01', to: '2024-12-11'}
] AS row
MATCH (p:Person {id: row.person}), (o:Office {id: row.office})
MERGE (p)-[r:HOLDS]->(o)
WITH r, row,
     CASE WHEN r.attested_from < row.from THEN r.attested_from ELSE row.from END AS first,
     CASE WHEN r.attested_to > row.to THEN r.attested_to ELSE row.to END AS last
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high',
    r.attested_from = first, r.attested_to = last, r.attest = CASE WHEN first = last THEN 'point' ELSE 'within' END;

// The body an office belongs to.
MATCH (a:Office {id: 'office-minister-digital-transition'}), (b:Organization {id: 'org-ministry-digital-transition'})
MERGE (a)-[r:OFFICE_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high';

// Who wrote.
MATCH (a:Person {id: 'person-ghita-mezzour'}), (b:Event {id: 'event-2024-mezzour-post'})
MERGE (a)-[r:AUTHORED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high';

// Who gave which figure, at which event.
MATCH (a:Person {id: 'person-ghita-mezzour'})
UNWIND ['fig-004-exports-2023', 'fig-004-growth-2023'] AS id
MATCH (b:Figure {id: id})
MERGE (a)-[r:ANNOUNCED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high',
    r.event = 'event-2024-mezzour-post', r.event_status = 'inferred';

// Whose figure it is.
UNWIND [
  {from: 'fig-004-exports-2023', to: 'org-office-des-changes'},
  {from: 'fig-004-growth-2023',  to: 'org-office-des-changes'},
  {from: 'fig-004-world-growth', to: 'org-kearney'}
] AS row
MATCH (a:Figure {id: row.from}), (b:Organization {id: row.to})
MERGE (a)-[r:ATTRIBUTED_TO]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high';

// In whose name.
MATCH (a:Figure {id: 'fig-004-exports-2023'}), (b:Person {id: 'person-mohammed-vi'})
MERGE (a)-[r:GUIDED_BY]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high',
    r.how = 'vision', r.by = 'person-ghita-mezzour';

// ─── Events, agreements, zones, plans, offers ──────────────────────────────────────────────────────────────────────

// Places inside places.
MATCH (b:Place {id: 'place-africa'})
UNWIND ['place-morocco', 'place-sub-saharan-africa'] AS id
MATCH (a:Place {id: id})
MERGE (a)-[r:PART_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: places inside places.
MATCH (a:Place {id: 'place-africa'}), (b:Place {id: 'place-world'})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.status = 'inferred'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.confidence = 'high',
    r.reason = 'as every continent is';

// Segments of the sector.
MATCH (b:Sector {id: 'sector-offshoring'})
UNWIND ['segment-bpo', 'segment-ito', 'segment-crm', 'segment-eso', 'segment-kpo'] AS id
MATCH (a:Segment {id: id})
MERGE (a)-[r:PART_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: activities of a segment.
UNWIND [
  {from: 'activity-specialised-professional-services', to: 'segment-bpo', reason: 'back-office axis read as BPO'},
  {from: 'activity-infrastructure-management',         to: 'segment-ito', reason: 'IT axis read as ITO'},
  {from: 'activity-application-maintenance',           to: 'segment-ito', reason: 'IT axis read as ITO'}
] AS row
MATCH (a:Activity {id: row.from}), (b:Segment {id: row.to})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.status = 'inferred', r.confidence = 'medium'
  ON MATCH SET r.confidence = CASE r.confidence WHEN 'low' THEN 'medium' ELSE r.confidence END
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.reason = row.reason;

// A skill that is also an activity of the segment.
MATCH (a:Skill {id: 'skill-software-development'}), (b:Segment {id: 'segment-ito'})
MERGE (a)-[r:PART_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high';

// ─── Sector, causes, challenges ────────────────────────────────────────────────────────────────────────────────────

// What drove the growth of 2023, in order.
UNWIND [
  {from: 'segment-crm', to: 'sector-offshoring', rank: 1},
  {from: 'segment-ito', to: 'sector-offshoring', rank: 2},
  {from: 'segment-bpo', to: 'sector-offshoring', rank: 3},
  {from: 'segment-eso', to: 'sector-offshoring', rank: 4},
  {from: 'segment-kpo', to: 'sector-offshoring', rank: 5}
] AS row
MATCH (a:Segment {id: row.from}), (b:Sector {id: row.to})
MERGE (a)-[r:DROVE_GROWTH_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high',
    r.period = '2023', r.rank = row.rank;

// Who competes with whom.
MATCH (a:Place {id: 'place-sub-saharan-africa'}), (b:Place {id: 'place-morocco'})
MERGE (a)-[r:COMPETES_WITH]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high',
    r.on = 'low cost';

// What the sector is up against.
MATCH (a:Sector {id: 'sector-offshoring'})
UNWIND ['topic-competition', 'skill-artificial-intelligence'] AS id
MATCH (b {id: id})
MERGE (a)-[r:FACES_CHALLENGE]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high';

// What carries the digital economy.
MATCH (b:Sector {id: 'sector-digital-economy'})
UNWIND ['topic-human-capital', 'topic-digital-talent', 'topic-infrastructure'] AS id
MATCH (a:Topic {id: id})
MERGE (a)-[r:SUPPORTS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high',
    r.by = 'person-ghita-mezzour';

// What explains the result.
MATCH (a:Figure {id: 'fig-004-exports-2023'}), (b:Topic {id: 'topic-competitiveness'})
MERGE (a)-[r:EXPLAINED_BY]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-004')),
    r.status = 'stated', r.confidence = 'high',
    r.by = 'person-ghita-mezzour';

// ─── What is said ──────────────────────────────────────────────────────────────────────────────────────────────────

// Claims without a number; the gists are ours. `voice` when no named person speaks.
MATCH (d:Document {id: 'doc-004'})
UNWIND [
  {id: 'st-004-1', kind: 'causal, attributed',
   gist: 'the results of 2023 come from efforts on competitiveness, in line with the royal vision',
   about: ['fig-004-exports-2023']},
  {id: 'st-004-2', kind: 'causal, attributed',
   gist: 'the digital economy is carried by qualified people, talent, infrastructure',
   about: ['sector-digital-economy']},
  {id: 'st-004-3', voice: 'journalist', kind: 'concession',
   gist: 'growth came despite low-cost sub-Saharan rivals and the rise of AI', about: ['sector-offshoring']},
  {id: 'st-004-4', voice: 'journalist', kind: 'ranking',
   gist: 'growth was led by contact centres, then ITO, BPO, ESO, KPO',
   about: ['segment-crm', 'segment-ito', 'segment-bpo', 'segment-eso', 'segment-kpo']}
] AS row
MERGE (s:Statement {id: row.id})
SET s += {name: row.gist, gist: row.gist, kind: row.kind, sources: [d.id], keys: [fold(row.gist)]}, s.voice = row.voice
MERGE (s)-[r:REPORTED_IN]->(d)
SET r = {sources: [d.id], status: 'stated', confidence: 'high'}
WITH d, s, row
UNWIND row.about AS about
MATCH (x {id: about})
MERGE (s)-[t:ABOUT]->(x)
SET t = {sources: [d.id], status: 'stated', confidence: 'high'};

// Who says it.
UNWIND [
  {person: 'person-ghita-mezzour', statement: 'st-004-1'},
  {person: 'person-ghita-mezzour', statement: 'st-004-2'}
] AS row
MATCH (a:Person {id: row.person}), (b:Statement {id: row.statement})
MERGE (a)-[r:SAID]->(b)
SET r = {sources: ['doc-004'], status: 'stated', confidence: 'high'};

// ─── What to be careful with ───────────────────────────────────────────────────────────────────────────────────────

// Discrepancies inside this document; the numbers are those of the analyst’s list of traps.
UNWIND [
  {id: 'discrepancy-t05', kind: 'name_variant', name: 'Ghita / Ghuita Mezzour',
   summary: 'two spellings of one name within one article', resolution: 'one person with two aliases',
   confidence: 'high', about: ['person-ghita-mezzour']},
  {id: 'discrepancy-t33', kind: 'derived_value', name: 'What 14 % says of 2022',
   summary: '14 % implies 15.79 billion for 2022 (15.72 to 15.86 by rounding alone); “nearly 18” makes that an upper reading',
   resolution: 'a derived value, DERIVED_FROM both figures if it is ever stored; never observed',
   confidence: 'medium', about: ['fig-004-exports-2023', 'fig-004-growth-2023']},
  {id: 'discrepancy-t34', kind: 'qualifier', name: 'The sub-heading drops “nearly” and “more than”',
   summary: 'nearly 18 billion and more than 10 000 in the body, 18 and 10 000 flat in the sub-heading',
   resolution: 'one figure each, qualifier of the body, headline_qualifier exact', confidence: 'high',
   about: ['fig-004-exports-2023', 'fig-004-jobs-2023']},
  {id: 'discrepancy-t38', kind: 'attribution', name: 'What Kearney did not say',
   summary: 'Kearney is the source of the growth in the world only; the two rankings have none, and they are different rankings',
   resolution: 'ATTRIBUTED_TO on one figure only; dims tells the ranking', confidence: 'high',
   about: ['fig-004-world-growth', 'fig-004-rank-africa', 'fig-004-rank-francophone']},
  {id: 'discrepancy-t42', kind: 'attribution', name: 'Who says it',
   summary: 'exports and growth are the minister quoting Office des Changes; the jobs are the journalist’s voice',
   resolution: 'ANNOUNCED and ATTRIBUTED_TO are two relations, absent where the text is silent', confidence: 'high',
   about: ['fig-004-exports-2023', 'fig-004-growth-2023', 'fig-004-jobs-2023']},
  {id: 'discrepancy-t44', kind: 'date', name: '11 December 2024 is the day of capture',
   summary: 'a date beside the weather; read as publication it would make the minister minister on that day',
   resolution: 'captured_on, never published_on; she holds the office within a window', confidence: 'high',
   about: ['doc-004', 'person-ghita-mezzour', 'event-2024-mezzour-post']}
] AS row
MERGE (x:Discrepancy {id: row.id})
SET x += {name: row.name, kind: row.kind, summary: row.summary, resolution: row.resolution, confidence: row.confidence,
          keys: [fold(row.name)]}
WITH x, row
UNWIND row.about AS about
MATCH (n {id: about})
MERGE (x)-[r:ABOUT]->(n)
SET r = {sources: ['doc-004'], status: 'stated', confidence: 'high'};
