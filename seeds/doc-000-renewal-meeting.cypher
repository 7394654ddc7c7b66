// doc-000 · Report of the meeting of 27 January 2026, Rabat (L’Équipe News)
//
// The renewal of the Moroccan outsourcing offer: the minister opens the meeting and gives the figures, a seminar
// brings four office holders together, three agreements are signed. The only document that dates the meeting and
// names the people. It reads like a machine translation, so names and prepositions deserve distrust (T01 … T08, T26).
//
// What this one document says, and nothing else. `forms` are the words as printed; a relation lists its sources,
// and a second document that states the same fact only adds its own. The files may be loaded in any order and
// more than once: lists are united and sorted, stated wins over inferred, the higher confidence wins.

// ─── The document ──────────────────────────────────────────────────────────────────────────────────────────────────

MERGE (d:Document {id: 'doc-000'})
SET d += {name: 'Compte rendu de la réunion du 27 janvier 2026', file: '000_3ea07d83f2f9c04e.txt', lang: 'fr',
          kind: 'report', outlet: 'L’Équipe News', not_before: '2026-01-27', date_status: 'stated',
          note: 'reads like a machine translation; the event is dated, weekday and all'},
    d.keys = [fold('Compte rendu de la réunion du 27 janvier 2026')];

// ─── What it names ─────────────────────────────────────────────────────────────────────────────────────────────────

// People.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'person-amal-el-fellah-seghrouchni', forms: ['Amal El Fellah Seghrouchni', 'Sagrouchni'],
   props: {name: 'Amal El Fellah Seghrouchni', gender: 'f', alias_errors: ['Sagrouchni'],
           note: 'the text twice says «le ministre», masculine, for her'}},
  {id: 'person-younes-sekkouri', forms: ['Younes Sekkouri'], props: {name: 'Younes Sekkouri', gender: 'm'}},
  {id: 'person-omar-seghrouchni', forms: ['Omar Seghrouchni'],
   props: {name: 'Omar Seghrouchni', gender: 'm', note: 'shares a surname with the minister; another person'}},
  {id: 'person-youssef-chraibi', forms: ['Youssef Chraibi'], props: {name: 'Youssef Chraibi', gender: 'm'}},
  {id: 'person-adil-chennouf', forms: ['Adil Chennouf'], props: {name: 'Adil Chennouf', gender: 'm'}},
  {id: 'person-mohammed-vi', forms: ['Sa Majesté le Roi Mohammed VI'], props: {name: 'Mohammed VI', gender: 'm'}}
] AS row
MERGE (n:Person {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Offices: a person HOLDS one, so that two ministers can share it.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'office-minister-digital-transition',
   forms: ['ministre de la Transition numérique et de la Réforme administrative'],
   props: {name: 'Ministre de la Transition numérique et de la Réforme de l’administration'}},
  {id: 'office-minister-economic-integration-employment',
   forms: ['ministre de l’Intégration économique, des PME, de l’Emploi et des Compétences'],
   props: {name: 'Ministre de l’Intégration économique, des PME, de l’Emploi et des Compétences'}},
  {id: 'office-president-cndp', forms: ['président de la Commission nationale'],
   props: {name: 'Président de la Commission nationale de contrôle de la protection des données personnelles'}},
  {id: 'office-president-fed-services-offshoring',
   forms: ['président de la Fédération marocaine des services d’offshoring'],
   props: {name: 'Président de la Fédération marocaine des services d’offshoring'}},
  {id: 'office-board-president-deposit-and-management-developpement',
   forms: ['président du conseil d’administration de Deposit and Management Développement'],
   props: {name: 'Président du conseil d’administration de Deposit and Management Développement',
           note: 'title kept as written; it may be off, as the name of the company is'}},
  {id: 'office-king', forms: ['Sa Majesté le Roi'], props: {name: 'Roi du Maroc'}}
] AS row
MERGE (n:Office {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Organizations.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'org-government-of-morocco', forms: ['l’État'], props: {name: 'Gouvernement du Maroc', kind: 'government'}},
  {id: 'org-ministry-digital-transition', forms: ['Transition numérique et de la Réforme administrative'],
   props: {name: "Ministère de la Transition numérique et de la Réforme de l'administration", kind: 'ministry',
           note: 'only the title of its minister appears'}},
  {id: 'org-ministry-economic-integration-employment',
   forms: ['l’Intégration économique, des PME, de l’Emploi et des Compétences'],
   props: {name: "Ministère de l'Intégration économique, des PME, de l'Emploi et des Compétences", kind: 'ministry',
           note: 'only the title of its minister appears'}},
  {id: 'org-cndp', forms: ['Commission nationale de contrôle de la protection des données personnelles'],
   props: {name: 'Commission nationale de contrôle de la protection des données personnelles', kind: 'commission'}},
  {id: 'org-fed-services-offshoring', forms: ['Fédération marocaine des services d’offshoring'],
   props: {name: "Fédération marocaine des services d'offshoring", kind: 'federation', probable_names: ['FMES'],
           name_status: 'probable', note: 'the probable name is background, in no document'}},
  {id: 'org-deposit-and-management-developpement', forms: ['Deposit and Management Développement'],
   props: {name: 'Deposit and Management Développement', kind: 'company', probable_names: ['CDG Développement'],
           name_status: 'probable', note: 'half-translated name; the probable name is background, in no document'}}
] AS row
MERGE (n:Organization {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Places.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'place-world', forms: ['chaînes de valeur mondiales'], props: {name: 'Monde', kind: 'world'}},
  {id: 'place-morocco', forms: ['Maroc', 'Royaume'], props: {name: 'Maroc', kind: 'country'}},
  {id: 'place-rabat', forms: ['Rabat'], props: {name: 'Rabat', kind: 'city'}},
  {id: 'place-casablanca', forms: ['Casablanca'],
   props: {name: 'Casablanca', kind: 'city', note: 'printed inside a zone name only'}},
  {id: 'place-sidi-othman', forms: ['Sidi Othman'], props: {name: 'Sidi Othman', kind: 'district'}},
  {id: 'place-agadir', forms: ['Agadir'],
   props: {name: 'Agadir', kind: 'city', note: 'printed inside a zone name only'}},
  {id: 'place-laayoune', forms: ['Laâyoune'],
   props: {name: 'Laâyoune', kind: 'city', note: 'printed inside a zone name only'}},
  {id: 'place-dakhla', forms: ['Dakhla'],
   props: {name: 'Dakhla', kind: 'city', note: 'printed inside a zone name only'}}
] AS row
MERGE (n:Place {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Zones.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'zone-casablanca-tech-valley', forms: ['Casablanca Tech Valley'],
   props: {name: 'Casablanca Tech Valley',
           kind: 'integrated industrial activity zone for high-value digital services', status: 'launch'}},
  {id: 'zone-agadir-tech-valley', forms: ['Agadir Tech Valley'],
   props: {name: 'Agadir Tech Valley', kind: 'activity zone', status: 'development'}},
  {id: 'zone-laayoune-tech-valley', forms: ['Laâyoune Tech Valley'],
   props: {name: 'Laâyoune Tech Valley', kind: 'activity zone', status: 'development'}},
  {id: 'zone-dakhla-tech-valley', forms: ['Dakhla Tech Valley'],
   props: {name: 'Dakhla Tech Valley', kind: 'activity zone', status: 'development'}}
] AS row
MERGE (n:Zone {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Agreements: what was signed.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'agreement-2026-training-subsidy', forms: ['subvention de formation'],
   props: {name: 'Accord sur la subvention de formation (externalisation)', kind: 'accord / convention',
           signed_on: '2026-01-27'}},
  {id: 'agreement-2026-casablanca-tech-valley', forms: ['projet Casablanca Tech Valley'],
   props: {name: 'Accord sur le lancement de Casablanca Tech Valley', kind: 'accord / convention',
           signed_on: '2026-01-27'}},
  {id: 'agreement-2026-regional-tech-valleys', forms: ['développement d’Agadir Tech Valley'],
   props: {name: 'Accord sur Agadir, Laâyoune et Dakhla Tech Valley', kind: 'accord / convention',
           signed_on: '2026-01-27'}}
] AS row
MERGE (n:Agreement {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Agreement mentions: what this document lists, kept apart from what was signed.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'mention-000-agreement-1', forms: ['subvention de formation'],
   props: {name: 'activation of the training subsidy'}},
  {id: 'mention-000-agreement-2', forms: ['lancement du projet Casablanca Tech Valley'],
   props: {name: 'launch of Casablanca Tech Valley at Sidi Othman'}},
  {id: 'mention-000-agreement-3', forms: ['de Dakhla Tech Valley'],
   props: {name: 'development of Agadir, Laâyoune and Dakhla Tech Valleys'}}
] AS row
MERGE (n:AgreementMention {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Offers.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'offer-offshoring-maroc',
   forms: ['offre marocaine de services d’externalisation',
           'offre marocaine dans le domaine des services d’externalisation'], props: {name: 'Offre Offshoring Maroc'}},
  {id: 'offer-made-in-morocco', forms: ['Made in Morocco'],
   props: {name: 'Made in Morocco', note: 'label of the offer aimed at'}}
] AS row
MERGE (n:Offer {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Events.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'event-2026-01-27-offer-renewal-meeting', forms: ['réunion de renouvellement'],
   props: {name: "Réunion de renouvellement de l'Offre Offshoring Maroc", kind: 'meeting', date: '2026-01-27',
           precision: 'day', date_status: 'stated'}},
  {id: 'event-2026-01-27-high-level-seminar', forms: ['séminaire de haut niveau'],
   props: {name: 'Séminaire de haut niveau', kind: 'seminar', date: '2026-01-27', precision: 'day',
           date_status: 'inferred', note: 'dated through the meeting it is part of'}}
] AS row
MERGE (n:Event {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Sectors.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'sector-offshoring', forms: ['externalisation', 'offshoring'],
   props: {name: 'Offshoring / externalisation de services'}},
  {id: 'sector-digital-economy', forms: ['services numériques', 'métiers du numérique'],
   props: {name: 'Économie numérique'}}
] AS row
MERGE (n:Sector {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Topics: levers, challenges, themes.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'topic-human-capital', forms: ['capital humain'], props: {name: 'Capital humain, formation et compétences'}},
  {id: 'topic-employability', forms: ['employabilité'], props: {name: 'Employabilité'}},
  {id: 'topic-incentive-framework', forms: ['cadre incitatif'], props: {name: 'Cadre incitatif'}},
  {id: 'topic-infrastructure', forms: ['infrastructures modernes'], props: {name: 'Infrastructures modernes'}},
  {id: 'topic-territorial-balance', forms: ['équilibre spatial', 'développement équilibré'],
   props: {name: 'Équilibre territorial'}},
  {id: 'topic-moving-upmarket', forms: ['valeur ajoutée'], props: {name: 'Montée en gamme / valeur ajoutée'}},
  {id: 'topic-specialisation', forms: ['spécialisation'], props: {name: 'Spécialisation'}},
  {id: 'topic-competitiveness', forms: ['compétitivité'], props: {name: 'Compétitivité de l’économie nationale'}},
  {id: 'topic-foreign-investment', forms: ['attraction de grandes entreprises internationales'],
   props: {name: 'Attraction des investissements et grandes entreprises internationales'}},
  {id: 'topic-digital-talent', forms: ['talents nationaux'], props: {name: 'Talents du numérique'}}
] AS row
MERGE (n:Topic {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// ─── What it implies without naming ────────────────────────────────────────────────────────────────────────────────

MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'project-tech-valley-offshoring', because: 'only its zones, by a common name pattern',
   props: {name: 'Tech Valley Offshoring'}}
] AS row
MERGE (n:Project {id: row.id})
SET n += row.props,
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + fold(row.props.name)))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {mode: 'implied', note: row.because, sources: [d.id], status: 'stated', confidence: 'medium'};

// ─── What is counted ───────────────────────────────────────────────────────────────────────────────────────────────

// Indicators used here: what a number measures, and whether it is a level, a stock, a flow or a rate.
UNWIND [
  {id: 'indicator-export-revenue', name: "Exportations / CA à l'export (niveau annuel)", unit: 'MAD', basis: 'level',
   family: 'exports'},
  {id: 'indicator-employment', name: 'Emplois (stock)', unit: 'jobs', basis: 'stock', family: 'jobs'},
  {id: 'indicator-jobs-created', name: 'Emplois créés (flux)', unit: 'jobs', basis: 'flow', family: 'jobs'},
  {id: 'indicator-count', name: 'Nombre', unit: 'count', basis: 'count', family: 'count'}
] AS row
MERGE (n:Indicator {id: row.id})
SET n += row, n.keys = [fold(row.name)];

// Figures: one node for each quantitative claim of this document, never overwritten by another one.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'fig-000-jobs', measures: 'indicator-employment', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Emplois : environ 148 500', value: 148500, unit: 'jobs', qualifier: 'about', kind: 'observed',
           as_of: '2026-01-27', as_of_alt: '2024-12-31', period_status: 'ambiguous', surface: '148 500',
           scope_term: 'emplois / secteur de l’externalisation', note: '“currently”; end 2024 is the other reading'}},
  {id: 'fig-000-exports-2024', measures: 'indicator-export-revenue', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Exportations 2024 : 26,22 milliards MAD', value: 26220000000, unit: 'MAD', qualifier: 'exact',
           kind: 'observed', start_year: 2024, end_year: 2024, period_status: 'inferred', surface: '26,22 milliards',
           scope_term: 'exportations de services / secteur de l’externalisation', literal: 'by end 2024',
           note: 'the preposition says “by”, the sense is “at” end 2024'}},
  {id: 'fig-000-exports-2030', measures: 'indicator-export-revenue', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Cible d’exportations 2030 : environ 40 milliards MAD', value: 40000000000, unit: 'MAD',
           qualifier: 'about', kind: 'target', start_year: 2030, end_year: 2030, period_status: 'stated',
           surface: '40 milliards', scope_term: 'recettes / secteur de l’externalisation'}},
  {id: 'fig-000-jobs-2030', measures: 'indicator-jobs-created', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Cible de créations d’emplois 2030 : 270 000', value: 270000, unit: 'jobs', qualifier: 'exact',
           kind: 'target', start_year: 2030, end_year: 2030, period_status: 'stated', surface: '270 000',
           scope_term: 'emplois à créer / secteur de l’externalisation', note: 'worded as creation (flow)'}},
  {id: 'fig-000-agreements', measures: 'indicator-count', about: 'event-2026-01-27-offer-renewal-meeting',
   place: 'place-morocco',
   props: {name: 'Accords signés : trois', value: 3, unit: 'agreements', qualifier: 'exact', kind: 'observed',
           as_of: '2026-01-27', period_status: 'stated', surface: 'trois', scope_term: 'accords stratégiques'}}
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
  {person: 'person-amal-el-fellah-seghrouchni', office: 'office-minister-digital-transition', from: '2026-01-27',
   to: '2026-01-27', note: '001 names the office, not her'},
  {person: 'person-younes-sekkouri', office: 'office-minister-economic-integration-employment', from: '2026-01-27',
   to: '2026-01-27'},
  {person: 'person-omar-seghrouchni', office: 'office-president-cndp', from: '2026-01-27', to: '2026-01-27'},
  {person: 'person-youssef-chraibi', office: 'office-president-fed-services-offshoring', from: '2026-01-27',
   to: '2026-01-27'},
  {person: 'person-adil-chennouf', office: 'office-board-president-deposit-and-management-developpement',
   from: '2026-01-27', to: '2026-01-27'},
  {person: 'person-mohammed-vi', office: 'office-king', from: '2026-01-27', to: '2026-01-27'}
] AS row
MATCH (p:Person {id: row.person}), (o:Office {id: row.office})
MERGE (p)-[r:HOLDS]->(o)
WITH r, row,
     CASE WHEN r.attested_from < row.from THEN r.attested_from ELSE row.from END AS first,
     CASE WHEN r.attested_to > row.to THEN r.attested_to ELSE row.to END AS last
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high',
    r.attested_from = first, r.attested_to = last, r.attest = CASE WHEN first = last THEN 'point' ELSE 'within' END,
    r.note = coalesce(row.note, r.note);

// The body an office belongs to.
UNWIND [
  {from: 'office-minister-digital-transition', to: 'org-ministry-digital-transition'},
  {from: 'office-minister-economic-integration-employment', to: 'org-ministry-economic-integration-employment'},
  {from: 'office-president-cndp', to: 'org-cndp'},
  {from: 'office-president-fed-services-offshoring', to: 'org-fed-services-offshoring'},
  {from: 'office-board-president-deposit-and-management-developpement',
   to: 'org-deposit-and-management-developpement'}
] AS row
MATCH (a:Office {id: row.from}), (b:Organization {id: row.to})
MERGE (a)-[r:OFFICE_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// Who chaired.
MATCH (a:Person {id: 'person-amal-el-fellah-seghrouchni'}), (b:Event {id: 'event-2026-01-27-offer-renewal-meeting'})
MERGE (a)-[r:PRESIDED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high',
    r.note = '001 places the minister at its centre without the verb';

// Who took part.
MATCH (b:Event {id: 'event-2026-01-27-high-level-seminar'})
UNWIND ['person-younes-sekkouri', 'person-omar-seghrouchni', 'person-youssef-chraibi', 'person-adil-chennouf'] AS id
MATCH (a:Person {id: id})
MERGE (a)-[r:PARTICIPATED_IN]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// Who gave which figure, at which event.
MATCH (a:Person {id: 'person-amal-el-fellah-seghrouchni'})
UNWIND ['fig-000-jobs', 'fig-000-exports-2024', 'fig-000-exports-2030', 'fig-000-jobs-2030'] AS id
MATCH (b:Figure {id: id})
MERGE (a)-[r:ANNOUNCED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high',
    r.event = 'event-2026-01-27-offer-renewal-meeting', r.event_status = 'stated';

// In whose name.
MATCH (a:Event {id: 'event-2026-01-27-offer-renewal-meeting'}), (b:Person {id: 'person-mohammed-vi'})
MERGE (a)-[r:GUIDED_BY]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high',
    r.how = 'directives';

// ─── Events, agreements, zones, plans, offers ──────────────────────────────────────────────────────────────────────

// Where.
UNWIND [
  {from: 'event-2026-01-27-offer-renewal-meeting', to: 'place-rabat'},
  {from: 'zone-casablanca-tech-valley',            to: 'place-sidi-othman'}
] AS row
MATCH (a {id: row.from}), (b:Place {id: row.to})
MERGE (a)-[r:LOCATED_IN]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: where.
UNWIND [
  {from: 'event-2026-01-27-high-level-seminar', to: 'place-rabat',      reason: 'part of the meeting held there'},
  {from: 'zone-agadir-tech-valley',             to: 'place-agadir',     reason: 'zone name'},
  {from: 'zone-laayoune-tech-valley',           to: 'place-laayoune',   reason: 'zone name'},
  {from: 'zone-dakhla-tech-valley',             to: 'place-dakhla',     reason: 'zone name'},
  {from: 'zone-casablanca-tech-valley',         to: 'place-casablanca', reason: 'zone name'}
] AS row
MATCH (a {id: row.from}), (b:Place {id: row.to})
MERGE (a)-[r:LOCATED_IN]->(b)
  ON CREATE SET r.status = 'inferred'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.confidence = 'high',
    r.reason = row.reason;

// The seminar inside the meeting.
MATCH (a:Event {id: 'event-2026-01-27-high-level-seminar'}), (b:Event {id: 'event-2026-01-27-offer-renewal-meeting'})
MERGE (a)-[r:PART_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: places inside places.
UNWIND [
  {from: 'place-sidi-othman', to: 'place-casablanca', reason: 'zone name'},
  {from: 'place-rabat',       to: 'place-morocco',    reason: 'as the source presents it'},
  {from: 'place-casablanca',  to: 'place-morocco',    reason: 'as the source presents it'},
  {from: 'place-agadir',      to: 'place-morocco',    reason: 'as the source presents it'},
  {from: 'place-laayoune',    to: 'place-morocco',    reason: 'as the source presents it'},
  {from: 'place-dakhla',      to: 'place-morocco',    reason: 'as the source presents it'}
] AS row
MATCH (a:Place {id: row.from}), (b:Place {id: row.to})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.status = 'inferred'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.confidence = 'high',
    r.reason = row.reason;

// What was signed where. Nobody is named as a signatory.
MATCH (b:Event {id: 'event-2026-01-27-offer-renewal-meeting'})
UNWIND ['agreement-2026-training-subsidy', 'agreement-2026-casablanca-tech-valley',
        'agreement-2026-regional-tech-valleys'] AS id
MATCH (a:Agreement {id: id})
MERGE (a)-[r:SIGNED_AT]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high',
    r.note = '001 supports the count, and the items only through its mentions';

// What it is about.
UNWIND [
  {from: 'agreement-2026-training-subsidy',       to: 'topic-human-capital'},
  {from: 'agreement-2026-training-subsidy',       to: 'topic-employability'},
  {from: 'agreement-2026-training-subsidy',       to: 'sector-offshoring'},
  {from: 'agreement-2026-casablanca-tech-valley', to: 'zone-casablanca-tech-valley'},
  {from: 'agreement-2026-regional-tech-valleys',  to: 'zone-agadir-tech-valley'},
  {from: 'agreement-2026-regional-tech-valleys',  to: 'zone-laayoune-tech-valley'},
  {from: 'agreement-2026-regional-tech-valleys',  to: 'zone-dakhla-tech-valley'},
  {from: 'agreement-2026-regional-tech-valleys',  to: 'topic-territorial-balance'}
] AS row
MATCH (a:Agreement {id: row.from}), (b {id: row.to})
MERGE (a)-[r:CONCERNS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// Which agreement a mention describes.
UNWIND [
  {from: 'mention-000-agreement-1', to: 'agreement-2026-training-subsidy'},
  {from: 'mention-000-agreement-2', to: 'agreement-2026-casablanca-tech-valley'},
  {from: 'mention-000-agreement-3', to: 'agreement-2026-regional-tech-valleys'}
] AS row
MATCH (a:AgreementMention {id: row.from}), (b:Agreement {id: row.to})
MERGE (a)-[r:DESCRIBES]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// What the meeting renews.
MATCH (a:Event {id: 'event-2026-01-27-offer-renewal-meeting'}), (b:Offer {id: 'offer-offshoring-maroc'})
MERGE (a)-[r:RENEWS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// What an offer or a plan covers.
MATCH (b:Sector {id: 'sector-offshoring'})
UNWIND ['offer-offshoring-maroc', 'offer-made-in-morocco'] AS id
MATCH (a:Offer {id: id})
MERGE (a)-[r:COVERS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// What a zone or project is for.
MATCH (a:Zone {id: 'zone-casablanca-tech-valley'}), (b:Sector {id: 'sector-digital-economy'})
MERGE (a)-[r:DEDICATED_TO]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high';

// ─── Sector, causes, challenges ────────────────────────────────────────────────────────────────────────────────────

// What is called for.
MATCH (a:Person {id: 'person-amal-el-fellah-seghrouchni'})
UNWIND ['topic-human-capital', 'topic-infrastructure', 'topic-territorial-balance', 'topic-incentive-framework',
        'topic-moving-upmarket', 'topic-specialisation', 'topic-foreign-investment'] AS id
MATCH (b:Topic {id: id})
MERGE (a)-[r:CALLS_FOR]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-000')),
    r.status = 'stated', r.confidence = 'high',
    r.event = 'event-2026-01-27-offer-renewal-meeting';

// ─── What is said ──────────────────────────────────────────────────────────────────────────────────────────────────

// Claims without a number; the gists are ours. `voice` when no named person speaks.
MATCH (d:Document {id: 'doc-000'})
UNWIND [
  {id: 'st-000-1', kind: 'assessment', gist: 'the sector has become structural, no longer secondary',
   about: [{id: 'sector-offshoring'}]},
  {id: 'st-000-2', kind: 'attribution', gist: 'the relaunch follows royal directives',
   about: [{id: 'event-2026-01-27-offer-renewal-meeting'}, {id: 'person-mohammed-vi'}]},
  {id: 'st-000-3', kind: 'priority', gist: 'people are the cornerstone; training must be more specialised',
   about: [{id: 'topic-human-capital'}]},
  {id: 'st-000-4', kind: 'causal', gist: 'a clear, stable incentive framework builds investor confidence',
   about: [{id: 'topic-incentive-framework', role: 'cause'}, {id: 'topic-foreign-investment', role: 'effect'}]},
  {id: 'st-000-5', voice: 'journalist', kind: 'agenda',
   gist: 'seminar themes: skills, change of professions, attractiveness',
   about: [{id: 'event-2026-01-27-high-level-seminar'}]}
] AS row
MERGE (s:Statement {id: row.id})
SET s += {name: row.gist, gist: row.gist, kind: row.kind, sources: [d.id], keys: [fold(row.gist)]}, s.voice = row.voice
MERGE (s)-[r:REPORTED_IN]->(d)
SET r = {sources: [d.id], status: 'stated', confidence: 'high'}
WITH d, s, row
UNWIND row.about AS about
MATCH (x {id: about.id})
MERGE (s)-[t:ABOUT]->(x)
SET t = {sources: [d.id], status: 'stated', confidence: 'high'}, t.role = about.role;

// Who says it.
UNWIND [
  {person: 'person-amal-el-fellah-seghrouchni', statement: 'st-000-1'},
  {person: 'person-amal-el-fellah-seghrouchni', statement: 'st-000-2'},
  {person: 'person-amal-el-fellah-seghrouchni', statement: 'st-000-3'},
  {person: 'person-amal-el-fellah-seghrouchni', statement: 'st-000-4'}
] AS row
MATCH (a:Person {id: row.person}), (b:Statement {id: row.statement})
MERGE (a)-[r:SAID]->(b)
SET r = {sources: ['doc-000'], status: 'stated', confidence: 'high'};

// ─── What to be careful with ───────────────────────────────────────────────────────────────────────────────────────

// Discrepancies inside this document; the numbers are those of the analyst’s list of traps.
UNWIND [
  {id: 'discrepancy-t01', kind: 'name_variant', name: 'Seghrouchni / Sagrouchni',
   summary: 'the minister is “Amal El Fellah Seghrouchni”, then “Sagrouchni”',
   resolution: 'one person with two aliases; the second is listed in alias_errors', confidence: 'high',
   about: ['person-amal-el-fellah-seghrouchni']},
  {id: 'discrepancy-t02', kind: 'homonym', name: 'Two people named Seghrouchni',
   summary: 'the minister and the president of the data-protection commission share a surname; “Sagrouchni” alone is always the minister',
   resolution: 'two persons, DIFFERENT_FROM each other; a search by surname returns both', confidence: 'high',
   about: ['person-amal-el-fellah-seghrouchni', 'person-omar-seghrouchni']},
  {id: 'discrepancy-t03', kind: 'reference', name: '«Le ministre» for a woman',
   summary: 'the minister is a woman and twice «le ministre», masculine',
   resolution: 'the same person; there is no second, anonymous minister', confidence: 'high',
   about: ['person-amal-el-fellah-seghrouchni']},
  {id: 'discrepancy-t07', kind: 'probable_name', name: 'Which federation?',
   summary: 'the name of the federation reads like a retranslation; FMES is the likely one',
   resolution: 'the name as printed is canonical; the likely one is kept in probable_names, name_status probable',
   confidence: 'medium', about: ['org-fed-services-offshoring']},
  {id: 'discrepancy-t08', kind: 'probable_name', name: 'Which company?',
   summary: '“Deposit and Management Développement” is half translated, CDG Développement is likely; the title of its president may be off too',
   resolution: 'the name as printed is canonical; the likely one is kept in probable_names; the title stays as written',
   confidence: 'medium',
   about: ['org-deposit-and-management-developpement', 'office-board-president-deposit-and-management-developpement']},
  {id: 'discrepancy-t11', kind: 'inferred_place', name: 'Cities inside zone names',
   summary: 'Casablanca, Agadir, Laâyoune and Dakhla are printed only inside the names of zones',
   resolution: 'places by inference; the zones lie there by inference too', confidence: 'high',
   about: ['place-casablanca', 'place-agadir', 'place-laayoune', 'place-dakhla']},
  {id: 'discrepancy-t19', kind: 'silence', name: 'Participants are not signatories',
   summary: 'four people took part in the seminar inside the meeting; nothing says that they signed, or that the minister sat in the seminar',
   resolution: 'PARTICIPATED_IN points at the seminar; nobody is joined to an agreement as its signatory',
   confidence: 'high',
   about: ['event-2026-01-27-high-level-seminar', 'agreement-2026-training-subsidy',
           'agreement-2026-casablanca-tech-valley', 'agreement-2026-regional-tech-valleys']},
  {id: 'discrepancy-t26', kind: 'preposition', name: '“By” end 2024',
   summary: 'the exports are given “by end 2024” in a text of 2026: an observation that sounds like a deadline',
   resolution: 'kind observed, period 2024, period_status inferred', confidence: 'high',
   about: ['fig-000-exports-2024']},
  {id: 'discrepancy-t27', kind: 'period', name: 'Jobs “currently”, exports end 2024',
   summary: 'both in one breath: the jobs are as of 27 January 2026 or of end 2024',
   resolution: 'as_of and as_of_alt, period_status ambiguous; a rate per year must say which it uses',
   confidence: 'medium', about: ['fig-000-jobs', 'fig-000-exports-2024']},
  {id: 'discrepancy-t49', kind: 'status', name: 'What “launch” means',
   summary: 'the launch of a zone in January 2026, with no opening date',
   resolution: 'status launch, from this document alone', confidence: 'medium',
   about: ['zone-casablanca-tech-valley']},
  {id: 'discrepancy-t50', kind: 'territory', name: 'Laâyoune and Dakhla',
   summary: 'the document places the zones among the regions of the Kingdom; the status of the territory is disputed elsewhere',
   resolution: 'PART_OF Morocco by inference, as the source presents it; no regions', confidence: 'high',
   about: ['place-laayoune', 'place-dakhla']}
] AS row
MERGE (x:Discrepancy {id: row.id})
SET x += {name: row.name, kind: row.kind, summary: row.summary, resolution: row.resolution, confidence: row.confidence,
          keys: [fold(row.name)]}
WITH x, row
UNWIND row.about AS about
MATCH (n {id: about})
MERGE (x)-[r:ABOUT]->(n)
SET r = {sources: ['doc-000'], status: 'stated', confidence: 'high'};
