// doc-001 · Second report of the same meeting, naming nobody and giving no date
//
// The same meeting seen again: an office but no name, three conventions cut differently, figures rounded down.
// Nothing here is dated; what document 000 lends it (the day, the year of the exports) is in judgements.cypher.
//
// What this one document says, and nothing else. `forms` are the words as printed; a relation lists its sources,
// and a second document that states the same fact only adds its own. The files may be loaded in any order and
// more than once: lists are united and sorted, stated wins over inferred, the higher confidence wins.

// ─── The document ──────────────────────────────────────────────────────────────────────────────────────────────────

MERGE (d:Document {id: 'doc-001'})
SET d += {name: 'Second compte rendu de la rencontre de Rabat', file: '001_0f37c1e23e0bcf60.txt', lang: 'fr',
          kind: 'report'},
    d.keys = [fold('Second compte rendu de la rencontre de Rabat')];

// ─── What it names ─────────────────────────────────────────────────────────────────────────────────────────────────

// Offices: a person HOLDS one, so that two ministers can share it.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'office-minister-digital-transition',
   forms: ["Ministre de la Transition Numérique et de la Réforme de l'Administration"],
   props: {name: 'Ministre de la Transition numérique et de la Réforme de l’administration'}}
] AS row
MERGE (n:Office {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Organizations.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'org-ministry-digital-transition', forms: ["Transition Numérique et de la Réforme de l'Administration"],
   props: {name: "Ministère de la Transition numérique et de la Réforme de l'administration", kind: 'ministry',
           note: 'only the title of its minister appears'}}
] AS row
MERGE (n:Organization {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Places.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'place-world', forms: ['chaînes de valeur mondiales'], props: {name: 'Monde', kind: 'world'}},
  {id: 'place-morocco', forms: ['Maroc', 'Royaume'], props: {name: 'Maroc', kind: 'country'}},
  {id: 'place-rabat', forms: ['Rabat'], props: {name: 'Rabat', kind: 'city'}}
] AS row
MERGE (n:Place {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Projects.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'project-tech-valley-offshoring', forms: ['Tech Valley Offshoring'],
   props: {name: 'Tech Valley Offshoring', note: 'a family name; no zone is named'}}
] AS row
MERGE (n:Project {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Agreement mentions: what this document lists, kept apart from what was signed.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'mention-001-agreement-1', forms: ['soutien renforcé à la formation'],
   props: {name: 'reinforced support for training'}},
  {id: 'mention-001-agreement-2', forms: ['montée en compétences accélérée'], props: {name: 'accelerated upskilling'}},
  {id: 'mention-001-agreement-3', forms: ['déploiement de Tech Valley Offshoring'],
   props: {name: 'deployment of Tech Valley Offshoring'}}
] AS row
MERGE (n:AgreementMention {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Offers.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'offer-offshoring-maroc', forms: ['Offre Offshoring Maroc'], props: {name: 'Offre Offshoring Maroc'}},
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
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'event-2026-01-27-offer-renewal-meeting', forms: ['rencontre consacrée au renouvellement'],
   props: {name: "Réunion de renouvellement de l'Offre Offshoring Maroc", kind: 'meeting'}}
] AS row
MERGE (n:Event {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Sectors.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'sector-offshoring', forms: ['offshoring', 'Offshoring', 'externalisation'],
   props: {name: 'Offshoring / externalisation de services'}},
  {id: 'sector-digital-economy', forms: ['économie digitale', 'métiers numériques'],
   props: {name: 'Économie numérique'}}
] AS row
MERGE (n:Sector {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Topics: levers, challenges, themes.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'topic-human-capital', forms: ['capital humain', 'formation'],
   props: {name: 'Capital humain, formation et compétences'}},
  {id: 'topic-incentive-framework', forms: ['cadre incitatif'], props: {name: 'Cadre incitatif'}},
  {id: 'topic-infrastructure', forms: ['infrastructures modernes', 'moderniser les infrastructures'],
   props: {name: 'Infrastructures modernes'}},
  {id: 'topic-territorial-balance', forms: ['développement territorial équilibré'],
   props: {name: 'Équilibre territorial'}},
  {id: 'topic-moving-upmarket', forms: ['montée en gamme'], props: {name: 'Montée en gamme / valeur ajoutée'}},
  {id: 'topic-innovation', forms: ['innovation'], props: {name: 'Innovation'}},
  {id: 'topic-foreign-investment', forms: ['attirer des investissements'],
   props: {name: 'Attraction des investissements et grandes entreprises internationales'}},
  {id: 'topic-competition', forms: ['concurrence accrue'], props: {name: 'Concurrence'}},
  {id: 'topic-digital-talent', forms: ['talents'], props: {name: 'Talents du numérique'}}
] AS row
MERGE (n:Topic {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// ─── What it implies without naming ────────────────────────────────────────────────────────────────────────────────

MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'person-amal-el-fellah-seghrouchni', because: 'only her office; the meeting is that of 000',
   props: {name: 'Amal El Fellah Seghrouchni', gender: 'f'}}
] AS row
MERGE (n:Person {id: row.id})
SET n += row.props,
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + fold(row.props.name)))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {mode: 'implied', note: row.because, sources: [d.id], status: 'stated', confidence: 'medium'};

MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'org-government-of-morocco', because: 'only its officials',
   props: {name: 'Gouvernement du Maroc', kind: 'government'}}
] AS row
MERGE (n:Organization {id: row.id})
SET n += row.props,
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + fold(row.props.name)))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {mode: 'implied', note: row.because, sources: [d.id], status: 'stated', confidence: 'medium'};

MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'agreement-2026-training-subsidy', because: 'three conventions are counted and listed in other words',
   props: {name: 'Accord sur la subvention de formation (externalisation)', kind: 'accord / convention'}},
  {id: 'agreement-2026-casablanca-tech-valley', because: 'three conventions are counted and listed in other words',
   props: {name: 'Accord sur le lancement de Casablanca Tech Valley', kind: 'accord / convention'}},
  {id: 'agreement-2026-regional-tech-valleys', because: 'three conventions are counted and listed in other words',
   props: {name: 'Accord sur Agadir, Laâyoune et Dakhla Tech Valley', kind: 'accord / convention'}}
] AS row
MERGE (n:Agreement {id: row.id})
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
  {id: 'indicator-count', name: 'Nombre', unit: 'count', basis: 'count', family: 'count'}
] AS row
MERGE (n:Indicator {id: row.id})
SET n += row, n.keys = [fold(row.name)];

// Figures: one node for each quantitative claim of this document, never overwritten by another one.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'fig-001-jobs', measures: 'indicator-employment', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Emplois : plus de 148 000', value: 148000, unit: 'jobs', qualifier: 'more_than', lo: 148000,
           kind: 'observed', period_status: 'inferred', surface: '148 000', scope_term: 'emplois / offshoring',
           note: 'no date; that of the meeting is inferred'}},
  {id: 'fig-001-exports', measures: 'indicator-export-revenue', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Exportations : plus de 26 milliards MAD', value: 26000000000, unit: 'MAD', qualifier: 'more_than',
           lo: 26000000000, kind: 'observed', period_status: 'inferred', surface: '26 milliards',
           scope_term: 'exportations / offshoring', note: 'no year; 2024 is inferred from 000'}},
  {id: 'fig-001-exports-2030', measures: 'indicator-export-revenue', about: 'sector-offshoring',
   place: 'place-morocco',
   props: {name: 'Cible d’exportations 2030 : 40 milliards MAD', value: 40000000000, unit: 'MAD', qualifier: 'exact',
           kind: 'target', start_year: 2030, end_year: 2030, period_status: 'stated', surface: '40 milliards',
           scope_term: 'exportations / offshoring'}},
  {id: 'fig-001-jobs-2030', measures: 'indicator-employment', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Cible d’emplois 2030 : près de 270 000', value: 270000, unit: 'jobs', qualifier: 'nearly',
           hi: 270000, kind: 'target', start_year: 2030, end_year: 2030, period_status: 'stated', surface: '270 000',
           scope_term: 'emplois / offshoring', note: 'worded as a level (stock)'}},
  {id: 'fig-001-agreements', measures: 'indicator-count', about: 'event-2026-01-27-offer-renewal-meeting',
   place: 'place-morocco',
   props: {name: 'Conventions signées : trois', value: 3, unit: 'conventions', qualifier: 'exact', kind: 'observed',
           period_status: 'inferred', surface: 'trois', scope_term: 'conventions majeures',
           note: 'no date; that of the meeting is inferred'}}
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

// The body an office belongs to.
MATCH (a:Office {id: 'office-minister-digital-transition'}), (b:Organization {id: 'org-ministry-digital-transition'})
MERGE (a)-[r:OFFICE_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.status = 'stated', r.confidence = 'high';

// ─── Events, agreements, zones, plans, offers ──────────────────────────────────────────────────────────────────────

// Where.
MATCH (a:Event {id: 'event-2026-01-27-offer-renewal-meeting'}), (b:Place {id: 'place-rabat'})
MERGE (a)-[r:LOCATED_IN]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: places inside places.
MATCH (a:Place {id: 'place-rabat'}), (b:Place {id: 'place-morocco'})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.status = 'inferred'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.confidence = 'high',
    r.reason = 'as the source presents it';

// A sector inside a sector.
MATCH (a:Sector {id: 'sector-offshoring'}), (b:Sector {id: 'sector-digital-economy'})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.confidence = 'medium'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.status = 'stated',
    r.note = 'pillar of the digital economy';

// Inferred: which agreement a mention describes.
MATCH (a:AgreementMention {id: 'mention-001-agreement-1'}), (b:Agreement {id: 'agreement-2026-training-subsidy'})
MERGE (a)-[r:DESCRIBES]->(b)
  ON CREATE SET r.status = 'inferred'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.confidence = 'high',
    r.reason = 'same subject, training';

// Inferred: which agreement a mention describes.
MATCH (a:AgreementMention {id: 'mention-001-agreement-2'}), (b:Agreement {id: 'agreement-2026-training-subsidy'})
MERGE (a)-[r:DESCRIBES]->(b)
  ON CREATE SET r.status = 'inferred', r.confidence = 'low'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.reason = 'upskilling is what the training subsidy is for; nothing says so';

// Inferred: which agreement a mention describes.
MATCH (a:AgreementMention {id: 'mention-001-agreement-3'})
UNWIND ['agreement-2026-casablanca-tech-valley', 'agreement-2026-regional-tech-valleys'] AS id
MATCH (b:Agreement {id: id})
MERGE (a)-[r:DESCRIBES]->(b)
  ON CREATE SET r.status = 'inferred', r.confidence = 'medium'
  ON MATCH SET r.confidence = CASE r.confidence WHEN 'low' THEN 'medium' ELSE r.confidence END
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.reason = 'Tech Valley, without naming the zones';

// What the meeting renews.
MATCH (a:Event {id: 'event-2026-01-27-offer-renewal-meeting'}), (b:Offer {id: 'offer-offshoring-maroc'})
MERGE (a)-[r:RENEWS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.status = 'stated', r.confidence = 'high';

// What an offer or a plan covers.
MATCH (b:Sector {id: 'sector-offshoring'})
UNWIND ['offer-offshoring-maroc', 'offer-made-in-morocco'] AS id
MATCH (a:Offer {id: id})
MERGE (a)-[r:COVERS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.status = 'stated', r.confidence = 'high';

// What a zone or project is for.
MATCH (a:Project {id: 'project-tech-valley-offshoring'}), (b:Sector {id: 'sector-offshoring'})
MERGE (a)-[r:DEDICATED_TO]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.status = 'stated', r.confidence = 'high';

// ─── Sector, causes, challenges ────────────────────────────────────────────────────────────────────────────────────

// What the sector is up against.
MATCH (a:Sector {id: 'sector-offshoring'}), (b:Topic {id: 'topic-competition'})
MERGE (a)-[r:FACES_CHALLENGE]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.status = 'stated', r.confidence = 'high';

// What is called for.
MATCH (a:Event {id: 'event-2026-01-27-offer-renewal-meeting'})
UNWIND ['topic-human-capital', 'topic-infrastructure', 'topic-territorial-balance', 'topic-incentive-framework'] AS id
MATCH (b:Topic {id: id})
MERGE (a)-[r:CALLS_FOR]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.status = 'stated', r.confidence = 'high';

// Inferred: what is called for.
MATCH (a:Event {id: 'event-2026-01-27-offer-renewal-meeting'})
UNWIND ['topic-moving-upmarket', 'topic-innovation', 'topic-foreign-investment'] AS id
MATCH (b:Topic {id: id})
MERGE (a)-[r:CALLS_FOR]->(b)
  ON CREATE SET r.status = 'inferred', r.confidence = 'medium'
  ON MATCH SET r.confidence = CASE r.confidence WHEN 'low' THEN 'medium' ELSE r.confidence END
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-001')),
    r.reason = 'stated as the Kingdom’s will, not as said at the meeting';

// ─── What is said ──────────────────────────────────────────────────────────────────────────────────────────────────

// Claims without a number; the gists are ours. `voice` when no named person speaks.
MATCH (d:Document {id: 'doc-001'})
UNWIND [
  {id: 'st-001-1', voice: 'journalist', kind: 'assessment',
   gist: 'offshoring as engine of growth, attractiveness and qualified jobs', about: ['sector-offshoring']},
  {id: 'st-001-2', voice: 'journalist', kind: 'causal',
   gist: 'tougher competition is why the country wants to speed up', about: ['topic-competition']}
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

// ─── What to be careful with ───────────────────────────────────────────────────────────────────────────────────────

// Discrepancies inside this document; the numbers are those of the analyst’s list of traps.
UNWIND [
  {id: 'discrepancy-t04', kind: 'unnamed', name: 'The minister without her name',
   summary: 'the document names the office and no person at all',
   resolution: 'MENTIONS of the person is implied, of the office named; HOLDS and PRESIDED do not cite this document',
   confidence: 'high', about: ['person-amal-el-fellah-seghrouchni', 'office-minister-digital-transition']}
] AS row
MERGE (x:Discrepancy {id: row.id})
SET x += {name: row.name, kind: row.kind, summary: row.summary, resolution: row.resolution, confidence: row.confidence,
          keys: [fold(row.name)]}
WITH x, row
UNWIND row.about AS about
MATCH (n {id: about})
MERGE (x)-[r:ABOUT]->(n)
SET r = {sources: ['doc-001'], status: 'stated', confidence: 'high'};
