// doc-002 · Opinion column: from BPO to ITO, and a new “Offre Maroc”
//
// A columnist’s view of the sector: what it does, which skills it now needs, and a circular of the head of
// government, who is not named. No date anywhere: the document is neither the newest nor the oldest.
//
// What this one document says, and nothing else. `forms` are the words as printed; a relation lists its sources,
// and a second document that states the same fact only adds its own. The files may be loaded in any order and
// more than once: lists are united and sorted, stated wins over inferred, the higher confidence wins.

// ─── The document ──────────────────────────────────────────────────────────────────────────────────────────────────

MERGE (d:Document {id: 'doc-002'})
SET d += {name: 'Chronique : du BPO à l’ITO, la nouvelle Offre Maroc', file: '002_6a58b7675b957bfd.txt', lang: 'fr',
          kind: 'column', note: 'undated; “latest” circular and “new” offer are relative words'},
    d.keys = [fold('Chronique : du BPO à l’ITO, la nouvelle Offre Maroc')];

// ─── What it names ─────────────────────────────────────────────────────────────────────────────────────────────────

// Offices: a person HOLDS one, so that two ministers can share it.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'office-head-of-government', forms: ['Chef du gouvernement'],
   props: {name: 'Chef du gouvernement', note: 'no holder is named in any document'}}
] AS row
MERGE (n:Office {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Places.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'place-world', forms: ['mondiale'], props: {name: 'Monde', kind: 'world'}},
  {id: 'place-morocco', forms: ['Maroc', 'Royaume'], props: {name: 'Maroc', kind: 'country'}}
] AS row
MERGE (n:Place {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Circulars.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'circular-head-of-government', forms: ['dernière circulaire du Chef du gouvernement'],
   props: {name: 'Circulaire du Chef du gouvernement (Offre Maroc)', note: 'no number, no date'}}
] AS row
MERGE (n:Circular {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Offers.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'offer-offre-maroc', forms: ['Offre Maroc'], props: {name: 'Offre Maroc'}}
] AS row
MERGE (n:Offer {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Sectors.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'sector-offshoring', forms: ['offshoring'], props: {name: 'Offshoring / externalisation de services'}}
] AS row
MERGE (n:Sector {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Segments of the sector.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'segment-bpo', forms: ['BPO'], props: {name: 'BPO', note: 'acronym never expanded'}},
  {id: 'segment-ito', forms: ['ITO'], props: {name: 'ITO', note: 'acronym never expanded'}},
  {id: 'segment-crm', forms: ['Centres de relation client et d’appels'],
   props: {name: 'CRM (centres de contacts)', note: 'contact centres, not software'}}
] AS row
MERGE (n:Segment {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Activities.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'activity-banking-back-office', forms: ['back-office bancaire'], props: {name: 'Back-office bancaire'}},
  {id: 'activity-accounting-processing', forms: ['traitement comptable'], props: {name: 'Traitement comptable'}},
  {id: 'activity-administrative-support', forms: ['support administratif'], props: {name: 'Support administratif'}}
] AS row
MERGE (n:Activity {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// Skills.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'skill-software-development', forms: ['Développement logiciel'], props: {name: 'Développement logiciel'}},
  {id: 'skill-cybersecurity', forms: ['cybersécurité'], props: {name: 'Cybersécurité'}},
  {id: 'skill-data-engineering', forms: ['data engineering'], props: {name: 'Data engineering'}},
  {id: 'skill-cloud-infrastructure', forms: ['infrastructures cloud'], props: {name: 'Infrastructures cloud'}},
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
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'topic-human-capital', forms: ['formation'], props: {name: 'Capital humain, formation et compétences'}},
  {id: 'topic-moving-upmarket', forms: ['montée en gamme'], props: {name: 'Montée en gamme / valeur ajoutée'}},
  {id: 'topic-innovation', forms: ['innovation'], props: {name: 'Innovation'}},
  {id: 'topic-certification', forms: ['certification'], props: {name: 'Certification'}},
  {id: 'topic-specialisation', forms: ['spécialisation sectorielle'], props: {name: 'Spécialisation'}},
  {id: 'topic-foreign-investment', forms: ['grandes entreprises internationales'],
   props: {name: 'Attraction des investissements et grandes entreprises internationales'}},
  {id: 'topic-digital-talent', forms: ['talents'], props: {name: 'Talents du numérique'}}
] AS row
MERGE (n:Topic {id: row.id})
SET n += row.props,
    n.aliases = coll.sort(coll.distinct(coalesce(n.aliases, []) + row.forms)),
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + [t IN row.forms + row.props.name | fold(t)]))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {surfaces: row.forms, mode: 'named', sources: [d.id], status: 'stated', confidence: 'high'};

// ─── What it implies without naming ────────────────────────────────────────────────────────────────────────────────

MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'org-government-of-morocco', because: 'only its head',
   props: {name: 'Gouvernement du Maroc', kind: 'government'}}
] AS row
MERGE (n:Organization {id: row.id})
SET n += row.props,
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + fold(row.props.name)))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {mode: 'implied', note: row.because, sources: [d.id], status: 'stated', confidence: 'medium'};

MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'place-africa', because: 'only “the continent”', props: {name: 'Afrique', kind: 'continent'}}
] AS row
MERGE (n:Place {id: row.id})
SET n += row.props,
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + fold(row.props.name)))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {mode: 'implied', note: row.because, sources: [d.id], status: 'stated', confidence: 'medium'};

MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'sector-digital-economy', because: 'only digital campuses and a digital transformation',
   props: {name: 'Économie numérique'}}
] AS row
MERGE (n:Sector {id: row.id})
SET n += row.props,
    n.keys = coll.sort(coll.distinct(coalesce(n.keys, []) + fold(row.props.name)))
MERGE (d)-[r:MENTIONS]->(n)
SET r = {mode: 'implied', note: row.because, sources: [d.id], status: 'stated', confidence: 'medium'};

// ─── What is counted ───────────────────────────────────────────────────────────────────────────────────────────────

// Indicators used here: what a number measures, and whether it is a level, a stock, a flow or a rate.
UNWIND [
  {id: 'indicator-employment', name: 'Emplois (stock)',   unit: 'jobs',  basis: 'stock',    family: 'jobs'},
  {id: 'indicator-seniority',  name: 'Ancienneté du hub', unit: 'years', basis: 'duration', family: 'seniority'}
] AS row
MERGE (n:Indicator {id: row.id})
SET n += row, n.keys = [fold(row.name)];

// Figures: one node for each quantitative claim of this document, never overwritten by another one.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'fig-002-hub-age', measures: 'indicator-seniority', about: 'sector-offshoring', place: 'place-morocco',
   props: {name: 'Ancienneté du hub : plus de deux décennies', value: 20, unit: 'years', qualifier: 'more_than',
           lo: 20, kind: 'observed', period_status: 'unknown', surface: 'deux décennies',
           scope_term: 'hub de l’offshoring', note: 'two decades, counted from an unknown day'}},
  {id: 'fig-002-jobs', measures: 'indicator-employment', about: 'segment-bpo', place: 'place-morocco',
   props: {name: 'Emplois du BPO : des dizaines de milliers', unit: 'jobs', qualifier: 'tens_of_thousands',
           kind: 'observed', period_status: 'unknown', surface: 'dizaines de milliers',
           scope_term: 'emplois qualifiés / BPO', note: 'an order of magnitude, so no value'}}
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
MATCH (a:Office {id: 'office-head-of-government'}), (b:Organization {id: 'org-government-of-morocco'})
MERGE (a)-[r:OFFICE_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high';

// Who issued the circular.
MATCH (a:Office {id: 'office-head-of-government'}), (b:Circular {id: 'circular-head-of-government'})
MERGE (a)-[r:ISSUED]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high';

// ─── Events, agreements, zones, plans, offers ──────────────────────────────────────────────────────────────────────

// Segments of the sector.
MATCH (b:Sector {id: 'sector-offshoring'})
UNWIND ['segment-bpo', 'segment-ito'] AS id
MATCH (a:Segment {id: id})
MERGE (a)-[r:PART_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high';

// Activities of a segment.
MATCH (b:Segment {id: 'segment-bpo'})
UNWIND ['activity-banking-back-office', 'activity-accounting-processing'] AS id
MATCH (a:Activity {id: id})
MERGE (a)-[r:PART_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high';

// A skill that is also an activity of the segment.
MATCH (a:Skill {id: 'skill-software-development'}), (b:Segment {id: 'segment-ito'})
MERGE (a)-[r:PART_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high';

// What it is about.
MATCH (a:Circular {id: 'circular-head-of-government'}), (b:Offer {id: 'offer-offre-maroc'})
MERGE (a)-[r:CONCERNS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high';

// What an offer or a plan covers.
MATCH (a:Offer {id: 'offer-offre-maroc'}), (b:Sector {id: 'sector-offshoring'})
MERGE (a)-[r:COVERS]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high';

// ─── Sector, causes, challenges ────────────────────────────────────────────────────────────────────────────────────

// Skills that a segment asks for.
MATCH (b:Segment {id: 'segment-ito'})
UNWIND ['skill-software-development', 'skill-cybersecurity', 'skill-data-engineering', 'skill-cloud-infrastructure',
        'skill-artificial-intelligence'] AS id
MATCH (a:Skill {id: id})
MERGE (a)-[r:SKILL_OF]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high';

// The move that is wanted.
MATCH (a:Segment {id: 'segment-bpo'}), (b:Segment {id: 'segment-ito'})
MERGE (a)-[r:SHIFTS_TO]->(b)
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-002')),
    r.status = 'stated', r.confidence = 'high',
    r.kind = 'intended';

// ─── What is said ──────────────────────────────────────────────────────────────────────────────────────────────────

// Claims without a number; the gists are ours. `voice` when no named person speaks.
MATCH (d:Document {id: 'doc-002'})
UNWIND [
  {id: 'st-002-1', voice: 'columnist', kind: 'opinion',
   gist: 'the future lies in moving from BPO to ITO, not in volume',
   about: [{id: 'segment-bpo'}, {id: 'segment-ito'}]},
  {id: 'st-002-2', voice: 'columnist', kind: 'opinion',
   gist: 'next step: from offshoring of services to offshoring of skills, marked out by the new offer',
   about: [{id: 'offer-offre-maroc'}]},
  {id: 'st-002-3', voice: 'columnist', kind: 'causal', gist: 'years of investment in training produced the talent',
   about: [{id: 'topic-human-capital', role: 'cause'}, {id: 'topic-digital-talent', role: 'effect'}]}
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

// ─── What to be careful with ───────────────────────────────────────────────────────────────────────────────────────

// Discrepancies inside this document; the numbers are those of the analyst’s list of traps.
UNWIND [
  {id: 'discrepancy-t40', kind: 'vague', name: 'Tens of thousands of jobs',
   summary: 'an order of magnitude, and about BPO',
   resolution: 'no value; not in conflict with the counts of other documents', confidence: 'high',
   about: ['fig-002-jobs']},
  {id: 'discrepancy-t47', kind: 'date', name: '“Latest”, “new”', summary: 'an undated article with relative words',
   resolution: 'no dates; neither the newest nor the oldest document', confidence: 'high',
   about: ['doc-002', 'circular-head-of-government', 'offer-offre-maroc']},
  {id: 'discrepancy-t48', kind: 'period', name: 'Two decades from when?',
   summary: 'more than two decades, counted from an unknown day', resolution: 'no period and no start year',
   confidence: 'high', about: ['fig-002-hub-age']}
] AS row
MERGE (x:Discrepancy {id: row.id})
SET x += {name: row.name, kind: row.kind, summary: row.summary, resolution: row.resolution, confidence: row.confidence,
          keys: [fold(row.name)]}
WITH x, row
UNWIND row.about AS about
MATCH (n {id: about})
MERGE (x)-[r:ABOUT]->(n)
SET r = {sources: ['doc-002'], status: 'stated', confidence: 'high'};
