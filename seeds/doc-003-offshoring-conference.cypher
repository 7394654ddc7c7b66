// doc-003 · Report of the conference of 23 April (2019), Rabat
//
// Three bodies hold a conference on the state of the sector; three people are quoted; jobs, exports and investment are
// set against the Industrial Acceleration Plan. The year 2019 is our reading: 2018 is past, 2019 and 2020 are to come.
//
// What this one document says, and nothing else. `forms` are the words as printed; a relation lists its sources,
// and a second document that states the same fact only adds its own. The files may be loaded in any order and
// more than once: lists are united and sorted, stated wins over inferred, the higher confidence wins.

// ─── The document ──────────────────────────────────────────────────────────────────────────────────────────────────

MERGE (d:Document {id: 'doc-003'})
SET d += {name: 'L’Offshoring, un secteur en constante croissance au Maroc',
          title: 'L’Offshoring, un secteur en constante croissance au Maroc', file: '003_7035aa62c83cb6b3.txt',
          lang: 'fr', kind: 'report', not_before: '2019-04-23', not_after: '2019-12-31', date_status: 'inferred',
          note: 'day and month printed; 2018 is past, 2019 and 2020 are to come, hence 2019'},
    d.keys = [fold('L’Offshoring, un secteur en constante croissance au Maroc')];

// ─── What it names ─────────────────────────────────────────────────────────────────────────────────────────────────

// People.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'person-abderrafie-hanouf', forms: ['Abderrafie Hanouf'], props: {name: 'Abderrafie Hanouf', gender: 'm'}},
  {id: 'person-otmane-serraj', forms: ['Otmane Serraj'], props: {name: 'Otmane Serraj', gender: 'm'}},
  {id: 'person-saloua-karkri-belkeziz', forms: ['Saloua Karkri-Belkeziz'],
   props: {name: 'Saloua Karkri-Belkeziz', gender: 'f', note: 'hyphenated surname'}}
] AS row
MERGE (n:Person {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Offices: a person HOLDS one, so that two ministers can share it.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'office-director-general-medz-sourcing', forms: ['Directeur Général de MEDZ Sourcing'],
   props: {name: 'Directeur général de MEDZ Sourcing'}},
  {id: 'office-president-amrc', forms: ['président de l’Association Marocaine de la Relation Client'],
   props: {name: 'Président de l’AMRC'}},
  {id: 'office-president-apebi', forms: ['présidente d’APEBI'], props: {name: 'Présidente de l’APEBI'}},
  {id: 'office-director-animation-structure', forms: ['un directeur'],
   props: {name: 'Directeur (coordination des chantiers du plan d’action)', note: 'appointed, not named'}}
] AS row
MERGE (n:Office {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Organizations.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'org-government-of-morocco', forms: ['gouvernement', 'l’Etat'],
   props: {name: 'Gouvernement du Maroc', kind: 'government'}},
  {id: 'org-apebi',
   forms: ["Fédération des Technologies de l'Information, des Télécommunications et de l'Offshoring", 'APEBI'],
   props: {name: "Fédération des Technologies de l'Information, des Télécommunications et de l'Offshoring",
           kind: 'federation', note: 'the long name does not spell the acronym'}},
  {id: 'org-amrc', forms: ['Association Marocaine de la Relation Client', 'AMRC'],
   props: {name: 'Association Marocaine de la Relation Client', kind: 'association'}},
  {id: 'org-add', forms: ['Agence de Développement du Digital', 'Agence du Développement du Digital', 'ADD'],
   props: {name: 'Agence de Développement du Digital', kind: 'agency',
           note: '“de” and “du” Développement in one article'}},
  {id: 'org-medz-sourcing', forms: ['MEDZ Sourcing'], props: {name: 'MEDZ Sourcing', kind: 'company'}},
  {id: 'org-animation-structure', forms: ['structure d’animation', 'Cette cellule'],
   props: {name: "Structure d'animation AMRC-APEBI-ADD", kind: 'steering body',
           note: 'set up in 2019; “cellule” is read as the same body'}}
] AS row
MERGE (n:Organization {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Places.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'place-morocco', forms: ['Maroc'], props: {name: 'Maroc', kind: 'country'}},
  {id: 'place-rabat', forms: ['Rabat'], props: {name: 'Rabat', kind: 'city'}}
] AS row
MERGE (n:Place {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Agreements: what was signed.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'agreement-2016-programme-contract', forms: ['contrat programme Offshoring'],
   props: {name: 'Contrat programme Offshoring', kind: 'programme contract', signed_on: '2016'}},
  {id: 'agreement-performance-contracts', forms: ['contrats de performance'],
   props: {name: 'Contrats de performance', kind: 'performance contracts',
           note: 'a plural instrument; a link to the 2016 contract is not stated'}}
] AS row
MERGE (n:Agreement {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Plans.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'plan-pai-2014-2020', forms: ['Plan d’Accélération Industrielle 2014-2020'],
   props: {name: "Plan d'Accélération Industrielle 2014-2020", start_year: 2014, end_year: 2020}},
  {id: 'plan-action-2019', forms: ['plan d’action'],
   props: {name: "Plan d'action (AMRC–APEBI–ADD)", start_year: 2019, note: 'untitled; the year is inferred'}}
] AS row
MERGE (n:Plan {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Events.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'event-2016-programme-contract-signature', forms: ['signature du contrat programme Offshoring'],
   props: {name: 'Signature du contrat programme Offshoring', kind: 'signature', date: '2016', precision: 'year',
           date_status: 'stated'}},
  {id: 'event-2019-04-23-offshoring-conference', forms: ['une conférence'],
   props: {name: 'Conférence sur l’état des lieux et les perspectives de l’Offshoring', kind: 'conference',
           date: '2019-04-23', precision: 'day', date_status: 'inferred', note: 'year inferred'}}
] AS row
MERGE (n:Event {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Sectors.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'sector-offshoring', forms: ['Offshoring'], props: {name: 'Offshoring / externalisation de services'}},
  {id: 'sector-automotive', forms: ['automobile'], props: {name: 'Automobile'}},
  {id: 'sector-textile', forms: ['textile'], props: {name: 'Textile'}}
] AS row
MERGE (n:Sector {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Topics: levers, challenges, themes.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'topic-human-capital', forms: ['formation'], props: {name: 'Capital humain, formation et compétences'}},
  {id: 'topic-employability', forms: ['employabilité'], props: {name: 'Employabilité'}},
  {id: 'topic-incentive-framework', forms: ['dispositifs incitatifs'], props: {name: 'Cadre incitatif'}}
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
  {id: 'indicator-export-revenue-added', name: 'Revenus export additionnels (cumul sur période)', unit: 'MAD',
   basis: 'cumulative addition', family: 'exports'},
  {id: 'indicator-jobs-created', name: 'Emplois créés (flux)', unit: 'jobs', basis: 'flow', family: 'jobs'},
  {id: 'indicator-investment', name: 'Investissements des entreprises', unit: 'MAD', basis: 'cumulative',
   family: 'investment'},
  {id: 'indicator-rank', name: 'Rang', unit: 'rank', basis: 'rank', family: 'rank'}
] AS row
MERGE (n:Indicator {id: row.id})
SET n += row, n.keys = [fold(row.name)];

// Figures: one node for each quantitative claim of this document, never overwritten by another one.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'fig-003-exports-2018', measures: 'indicator-export-revenue', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Exportations 2018 : le cap des 10 milliards MAD', value: 10000000000, unit: 'MAD',
           qualifier: 'reached', kind: 'observed', start_year: 2018, end_year: 2018, period_status: 'stated',
           surface: '10 milliards', scope_term: 'CA à l’export / Offshoring'}},
  {id: 'fig-003-exports-added', measures: 'indicator-export-revenue-added', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Exportations additionnelles 2014-2020 : 18 milliards MAD', value: 18000000000, unit: 'MAD',
           qualifier: 'exact', kind: 'target', start_year: 2014, end_year: 2020, period_status: 'stated',
           surface: '18 milliards', scope_term: 'CA à l’export additionnel / Offshoring',
           note: 'a sum of additions; the base of 2013 is not given'}},
  {id: 'fig-003-jobs-2014-2018', measures: 'indicator-jobs-created', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Emplois directs créés 2014-2018 : 69 900', value: 69900, unit: 'jobs', qualifier: 'exact',
           kind: 'observed', start_year: 2014, end_year: 2018, period_status: 'stated', surface: '69.900',
           scope_term: 'emplois directs / Offshoring', dims: 'direct jobs', overlaps: true}},
  {id: 'fig-003-rank-direct-jobs', measures: 'indicator-rank', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Rang par emplois directs créés 2014-2018 : 3e', value: 3, unit: 'rank', qualifier: 'exact',
           kind: 'observed', start_year: 2014, end_year: 2018, period_status: 'stated', surface: 'troisième',
           scope_term: 'emplois directs / Offshoring', dims: 'direct jobs created, among sectors'}},
  {id: 'fig-003-jobs-2016-2018', measures: 'indicator-jobs-created', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Emplois créés 2016-2018 : plus de 51 000', value: 51000, unit: 'jobs', qualifier: 'more_than',
           lo: 51000, kind: 'observed', start_year: 2016, end_year: 2018, period_status: 'stated', surface: '51.000',
           scope_term: 'emplois, contrats de performance / Offshoring', dims: 'performance contracts',
           overlaps: true}},
  {id: 'fig-003-rank-performance', measures: 'indicator-rank', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Rang par création d’emplois 2016-2018 : 2e', value: 2, unit: 'rank', qualifier: 'exact',
           kind: 'observed', start_year: 2016, end_year: 2018, period_status: 'stated', surface: 'second',
           scope_term: 'secteurs créateurs d’emplois, contrats de performance / Offshoring',
           dims: 'job creation under performance contracts, among sectors'}},
  {id: 'fig-003-investment', measures: 'indicator-investment', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Investissements : le milliard MAD', value: 1000000000, unit: 'MAD', qualifier: 'reached',
           kind: 'observed', period_status: 'unknown', surface: 'le milliard',
           scope_term: 'investissements des entreprises / Offshoring', note: 'no date; at the latest the conference'}},
  {id: 'fig-003-investment-2020', measures: 'indicator-investment', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Investissements attendus en 2020 : 1,5 milliard MAD', value: 1500000000, unit: 'MAD',
           qualifier: 'exact', kind: 'target', start_year: 2020, end_year: 2020, period_status: 'stated',
           surface: '1,5 milliard', scope_term: 'investissements des entreprises / Offshoring',
           note: 'worded as expected'}}
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
  {person: 'person-abderrafie-hanouf', office: 'office-director-general-medz-sourcing', from: '2019-04-23',
   to: '2019-04-23', note: 'year inferred'},
  {person: 'person-otmane-serraj', office: 'office-president-amrc', from: '2019-04-23', to: '2019-04-23',
   note: 'year inferred'},
  {person: 'person-saloua-karkri-belkeziz', office: 'office-president-apebi', from: '2019-04-23', to: '2019-04-23',
   note: 'year inferred'}
] AS row
MATCH (p:Person {id: row.person}), (o:Office {id: row.office})
MERGE (p)-[r:HOLDS]->(o)
WITH r, row,
     CASE WHEN r.attested_from < row.from THEN r.attested_from ELSE row.from END AS first,
     CASE WHEN r.attested_to > row.to THEN r.attested_to ELSE row.to END AS last
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high',
    r.attested_from = first, r.attested_to = last, r.attest = CASE WHEN first = last THEN 'point' ELSE 'within' END,
    r.note = row.note;

// The body an office belongs to.
UNWIND [
  {from: 'office-director-general-medz-sourcing', to: 'org-medz-sourcing'},
  {from: 'office-president-amrc',                 to: 'org-amrc'},
  {from: 'office-president-apebi',                to: 'org-apebi'}
] AS row
MATCH (a:Office {id: row.from}), (b:Organization {id: row.to})
MERGE (a)-[r:OFFICE_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: the body an office belongs to.
MATCH (a:Office {id: 'office-director-animation-structure'}), (b:Organization {id: 'org-animation-structure'})
MERGE (a)-[r:OFFICE_OF]->(b)
  ON CREATE SET r.status = 'inferred', r.confidence = 'medium'
  ON MATCH SET r.confidence = CASE r.confidence WHEN 'low' THEN 'medium' ELSE r.confidence END
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.reason = 'appointed for the plan which the structure steers';

// Inferred: who took part.
MATCH (b:Event {id: 'event-2019-04-23-offshoring-conference'})
UNWIND ['person-abderrafie-hanouf', 'person-otmane-serraj', 'person-saloua-karkri-belkeziz'] AS id
MATCH (a:Person {id: id})
MERGE (a)-[r:PARTICIPATED_IN]->(b)
  ON CREATE SET r.status = 'inferred'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.confidence = 'high',
    r.note = 'quoted in the report of the conference',
    r.reason = 'the article does not say where the words were spoken';

// Who organized, and as what.
UNWIND [
  {from: 'org-apebi', to: 'event-2019-04-23-offshoring-conference', role: 'organizer'},
  {from: 'org-amrc',  to: 'event-2019-04-23-offshoring-conference', role: 'co-organizer'},
  {from: 'org-add',   to: 'event-2019-04-23-offshoring-conference', role: 'partner'}
] AS row
MATCH (a:Organization {id: row.from}), (b:Event {id: row.to})
MERGE (a)-[r:ORGANIZED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high',
    r.role = row.role;

// Who gave which figure, at which event.
MATCH (a:Person {id: 'person-otmane-serraj'})
UNWIND ['fig-003-exports-2018', 'fig-003-exports-added'] AS id
MATCH (b:Figure {id: id})
MERGE (a)-[r:ANNOUNCED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high',
    r.event = 'event-2019-04-23-offshoring-conference', r.event_status = 'inferred';

// Who set up the structure.
MATCH (b:Organization {id: 'org-animation-structure'})
UNWIND ['org-amrc', 'org-apebi'] AS id
MATCH (a:Organization {id: id})
MERGE (a)-[r:CREATED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// Who supported it.
MATCH (a:Organization {id: 'org-add'}), (b:Organization {id: 'org-animation-structure'})
MERGE (a)-[r:SUPPORTED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// What it steers.
MATCH (a:Organization {id: 'org-animation-structure'}), (b:Plan {id: 'plan-action-2019'})
MERGE (a)-[r:STEERS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// Parties to agreements.
MATCH (a:Organization {id: 'org-government-of-morocco'}), (b:Agreement {id: 'agreement-2016-programme-contract'})
MERGE (a)-[r:PARTY_TO]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// ─── Events, agreements, zones, plans, offers ──────────────────────────────────────────────────────────────────────

// Where.
MATCH (a:Event {id: 'event-2019-04-23-offshoring-conference'}), (b:Place {id: 'place-rabat'})
MERGE (a)-[r:LOCATED_IN]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: places inside places.
MATCH (a:Place {id: 'place-rabat'}), (b:Place {id: 'place-morocco'})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.status = 'inferred'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.confidence = 'high',
    r.reason = 'as the source presents it';

// What was signed where. Nobody is named as a signatory.
MATCH (a:Agreement {id: 'agreement-2016-programme-contract'}),
      (b:Event {id: 'event-2016-programme-contract-signature'})
MERGE (a)-[r:SIGNED_AT]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// What it is about.
MATCH (a:Agreement {id: 'agreement-2016-programme-contract'}), (b:Sector {id: 'sector-offshoring'})
MERGE (a)-[r:CONCERNS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// What the conference is about.
MATCH (a:Event {id: 'event-2019-04-23-offshoring-conference'})
UNWIND ['sector-offshoring', 'plan-pai-2014-2020'] AS id
MATCH (b {id: id})
MERGE (a)-[r:ADDRESSES]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// The first of its kind since.
MATCH (a:Event {id: 'event-2019-04-23-offshoring-conference'}),
      (b:Event {id: 'event-2016-programme-contract-signature'})
MERGE (a)-[r:FIRST_OF_ITS_KIND_SINCE]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// What an offer or a plan covers.
MATCH (a:Plan {id: 'plan-pai-2014-2020'}), (b:Sector {id: 'sector-offshoring'})
MERGE (a)-[r:COVERS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: under which plan or contracts a figure stands.
MATCH (a:Figure {id: 'fig-003-exports-added'}), (b:Plan {id: 'plan-pai-2014-2020'})
MERGE (a)-[r:UNDER]->(b)
  ON CREATE SET r.status = 'inferred'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.confidence = 'high',
    r.reason = 'same period as the plan';

// Under which plan or contracts a figure stands.
MATCH (b:Agreement {id: 'agreement-performance-contracts'})
UNWIND ['fig-003-jobs-2016-2018', 'fig-003-rank-performance'] AS id
MATCH (a:Figure {id: id})
MERGE (a)-[r:UNDER]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high';

// ─── Sector, causes, challenges ────────────────────────────────────────────────────────────────────────────────────

// What ranks above, with no order between the two.
MATCH (b:Sector {id: 'sector-offshoring'})
UNWIND ['sector-automotive', 'sector-textile'] AS id
MATCH (a:Sector {id: id})
MERGE (a)-[r:RANKED_ABOVE]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high',
    r.on = 'direct jobs created', r.period = '2014/2018';

// What the sector is up against.
MATCH (a:Sector {id: 'sector-offshoring'})
UNWIND ['topic-human-capital', 'topic-employability'] AS id
MATCH (b:Topic {id: id})
MERGE (a)-[r:FACES_CHALLENGE]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-003')),
    r.status = 'stated', r.confidence = 'high',
    r.by = 'person-saloua-karkri-belkeziz';

// ─── What is said ──────────────────────────────────────────────────────────────────────────────────────────────────

// Claims without a number; the gists are ours. `voice` when no named person speaks.
MATCH (d:Document {id: 'doc-003'})
UNWIND [
  {id: 'st-003-1', kind: 'assessment',
   gist: 'among the first job-creating sectors; strong contribution to added value', about: ['sector-offshoring']},
  {id: 'st-003-2', kind: 'assessment', gist: 'promising sector, held back by training and employability',
   about: ['topic-human-capital', 'topic-employability']},
  {id: 'st-003-3', kind: 'conviction', gist: 'the new structure will tighten the work of APEBI, AMRC and ADD',
   about: ['org-animation-structure']},
  {id: 'st-003-4', voice: 'journalist', kind: 'assessment',
   gist: 'investment is “not far” from what was expected (it is 66.67 %)', about: ['fig-003-investment']},
  {id: 'st-003-5', voice: 'journalist', kind: 'role',
   gist: "the structure's director coordinates; it helps firms use the State's incentive measures",
   about: ['org-animation-structure']}
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
  {person: 'person-abderrafie-hanouf',      statement: 'st-003-1'},
  {person: 'person-saloua-karkri-belkeziz', statement: 'st-003-2'},
  {person: 'person-otmane-serraj',          statement: 'st-003-3'}
] AS row
MATCH (a:Person {id: row.person}), (b:Statement {id: row.statement})
MERGE (a)-[r:SAID]->(b)
SET r = {sources: ['doc-003'], status: 'stated', confidence: 'high'};

// ─── What to be careful with ───────────────────────────────────────────────────────────────────────────────────────

// Discrepancies inside this document; the numbers are those of the analyst’s list of traps.
UNWIND [
  {id: 'discrepancy-t10', kind: 'name_variant', name: 'Agence de / du Développement du Digital',
   summary: 'two spellings and an acronym in one article', resolution: 'one organization with three aliases',
   confidence: 'high', about: ['org-add']},
  {id: 'discrepancy-t23', kind: 'identity', name: 'Structure d’animation and cellule',
   summary: 'the steering structure is called “cette cellule” further down',
   resolution: 'one organization; the second form is inferred', confidence: 'medium',
   about: ['org-animation-structure']},
  {id: 'discrepancy-t31', kind: 'not_computable', name: 'No “8 billion to go”',
   summary: '10 billion in 2018 is a level, 18 billion by 2020 a sum of additions, and the base of 2013 is not given',
   resolution: 'no gap can be computed', confidence: 'high', about: ['fig-003-exports-2018', 'fig-003-exports-added']},
  {id: 'discrepancy-t35', kind: 'overlap', name: '69 900 and 51 000 jobs',
   summary: 'overlapping periods, different scopes; the second is not declared a part of the first',
   resolution: 'two figures with overlaps: true; never summed', confidence: 'high',
   about: ['fig-003-jobs-2014-2018', 'fig-003-jobs-2016-2018']},
  {id: 'discrepancy-t37', kind: 'opinion', name: '“Not far” from 1.5 billion',
   summary: '1 billion invested against 1.5 expected in 2020 is 66.67 %, half a billion short; the 1 billion has no date',
   resolution: 'two figures, and a statement for the opinion', confidence: 'high',
   about: ['fig-003-investment', 'fig-003-investment-2020', 'st-003-4']},
  {id: 'discrepancy-t39', kind: 'two_measures', name: 'Third and second in one paragraph',
   summary: 'rank 3 by direct jobs, rank 2 under performance contracts; who is first, and the order of automotive and textile, is not said',
   resolution: 'two figures; RANKED_ABOVE twice, with no order between the two', confidence: 'high',
   about: ['fig-003-rank-direct-jobs', 'fig-003-rank-performance', 'sector-automotive', 'sector-textile']},
  {id: 'discrepancy-t43', kind: 'date', name: '23 April of which year?',
   summary: 'day and month only; accounts of 2018 closed, 2019 and 2020 to go, the contract of 2016 past',
   resolution: '2019, date_status inferred', confidence: 'high',
   about: ['doc-003', 'event-2019-04-23-offshoring-conference']}
] AS row
MERGE (x:Discrepancy {id: row.id})
SET x += {name: row.name, kind: row.kind, summary: row.summary, resolution: row.resolution, confidence: row.confidence,
          keys: [fold(row.name)]}
WITH x, row
UNWIND row.about AS about
MATCH (n {id: about})
MERGE (x)-[r:ABOUT]->(n)
SET r = {sources: ['doc-003'], status: 'stated', confidence: 'high'};
