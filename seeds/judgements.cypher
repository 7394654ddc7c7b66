// judgements · What we conclude from several documents together
//
// Each document file says what its document says. This file says how the documents stand to each other: which claims
// support or contradict one another, which names may be one thing and which are two, which parts make a whole, and
// where to be careful. It is ours, not a source’s: every relation cites the documents it rests on.
//
// It may be loaded before, between or after the documents, so it first makes sure that whatever it speaks of exists.

// ─── What these judgements speak of ────────────────────────────────────────────────────────────────────────────────

// The five documents.
UNWIND [
  {id: 'doc-000', file: '000_3ea07d83f2f9c04e.txt', name: 'Compte rendu de la réunion du 27 janvier 2026'},
  {id: 'doc-001', file: '001_0f37c1e23e0bcf60.txt', name: 'Second compte rendu de la rencontre de Rabat'},
  {id: 'doc-002', file: '002_6a58b7675b957bfd.txt', name: 'Chronique : du BPO à l’ITO, la nouvelle Offre Maroc'},
  {id: 'doc-003', file: '003_7035aa62c83cb6b3.txt', name: 'L’Offshoring, un secteur en constante croissance au Maroc'},
  {id: 'doc-004', file: '004_cfedf3d6b9a8b734.txt', name: 'L’Outsourcing Marocain bat un record inédit en 2023 !'}
] AS row
MERGE (n:Document {id: row.id})
SET n += row, n.keys = [fold(row.name)];

// Everything else by name only; the documents fill in the rest.
UNWIND [
  {id: 'person-amal-el-fellah-seghrouchni', name: 'Amal El Fellah Seghrouchni'},
  {id: 'person-ghita-mezzour',              name: 'Ghita Mezzour'},
  {id: 'person-omar-seghrouchni',           name: 'Omar Seghrouchni'},
  {id: 'person-mohammed-vi',                name: 'Mohammed VI'}
] AS row
MERGE (n:Person {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'office-minister-digital-transition',
   name: 'Ministre de la Transition numérique et de la Réforme de l’administration'},
  {id: 'office-minister-economic-integration-employment',
   name: 'Ministre de l’Intégration économique, des PME, de l’Emploi et des Compétences'},
  {id: 'office-king', name: 'Roi du Maroc'},
  {id: 'office-head-of-government', name: 'Chef du gouvernement'},
  {id: 'office-director-animation-structure', name: 'Directeur (coordination des chantiers du plan d’action)'}
] AS row
MERGE (n:Office {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'org-government-of-morocco', name: 'Gouvernement du Maroc'},
  {id: 'org-ministry-digital-transition',
   name: "Ministère de la Transition numérique et de la Réforme de l'administration"},
  {id: 'org-fed-services-offshoring', name: "Fédération marocaine des services d'offshoring"},
  {id: 'org-apebi', name: "Fédération des Technologies de l'Information, des Télécommunications et de l'Offshoring"},
  {id: 'org-amrc', name: 'Association Marocaine de la Relation Client'}
] AS row
MERGE (n:Organization {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'zone-casablanca-tech-valley', name: 'Casablanca Tech Valley'},
  {id: 'zone-agadir-tech-valley',     name: 'Agadir Tech Valley'},
  {id: 'zone-laayoune-tech-valley',   name: 'Laâyoune Tech Valley'},
  {id: 'zone-dakhla-tech-valley',     name: 'Dakhla Tech Valley'}
] AS row
MERGE (n:Zone {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'project-tech-valley-offshoring', name: 'Tech Valley Offshoring'}
] AS row
MERGE (n:Project {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'agreement-2026-training-subsidy',       name: 'Accord sur la subvention de formation (externalisation)'},
  {id: 'agreement-2026-casablanca-tech-valley', name: 'Accord sur le lancement de Casablanca Tech Valley'},
  {id: 'agreement-2026-regional-tech-valleys',  name: 'Accord sur Agadir, Laâyoune et Dakhla Tech Valley'},
  {id: 'agreement-2016-programme-contract',     name: 'Contrat programme Offshoring'},
  {id: 'agreement-performance-contracts',       name: 'Contrats de performance'}
] AS row
MERGE (n:Agreement {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'mention-000-agreement-1', name: 'activation of the training subsidy'},
  {id: 'mention-000-agreement-2', name: 'launch of Casablanca Tech Valley at Sidi Othman'},
  {id: 'mention-000-agreement-3', name: 'development of Agadir, Laâyoune and Dakhla Tech Valleys'},
  {id: 'mention-001-agreement-1', name: 'reinforced support for training'},
  {id: 'mention-001-agreement-2', name: 'accelerated upskilling'},
  {id: 'mention-001-agreement-3', name: 'deployment of Tech Valley Offshoring'}
] AS row
MERGE (n:AgreementMention {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'offer-offshoring-maroc', name: 'Offre Offshoring Maroc'},
  {id: 'offer-offre-maroc',      name: 'Offre Maroc'},
  {id: 'offer-made-in-morocco',  name: 'Made in Morocco'}
] AS row
MERGE (n:Offer {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'event-2019-04-23-offshoring-conference',
   name: 'Conférence sur l’état des lieux et les perspectives de l’Offshoring'},
  {id: 'event-2024-mezzour-post', name: 'Post de Ghita Mezzour sur les exportations 2023'},
  {id: 'event-2026-01-27-offer-renewal-meeting', name: "Réunion de renouvellement de l'Offre Offshoring Maroc"}
] AS row
MERGE (n:Event {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'sector-offshoring', name: 'Offshoring / externalisation de services'}
] AS row
MERGE (n:Sector {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'segment-bpo', name: 'BPO'},
  {id: 'segment-ito', name: 'ITO'},
  {id: 'segment-crm', name: 'CRM (centres de contacts)'},
  {id: 'segment-eso', name: 'ESO'},
  {id: 'segment-kpo', name: 'KPO'}
] AS row
MERGE (n:Segment {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'activity-administrative-support',            name: 'Support administratif'},
  {id: 'activity-specialised-professional-services', name: 'Services professionnels spécialisés'},
  {id: 'activity-infrastructure-management',         name: "Gestion de l'infrastructure"}
] AS row
MERGE (n:Activity {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'skill-software-development',    name: 'Développement logiciel'},
  {id: 'skill-cloud-infrastructure',    name: 'Infrastructures cloud'},
  {id: 'skill-artificial-intelligence', name: 'Intelligence artificielle'}
] AS row
MERGE (n:Skill {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'indicator-export-revenue', name: "Exportations / CA à l'export (niveau annuel)"},
  {id: 'indicator-employment',     name: 'Emplois (stock)'},
  {id: 'indicator-jobs-created',   name: 'Emplois créés (flux)'}
] AS row
MERGE (n:Indicator {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

UNWIND [
  {id: 'fig-000-jobs',           name: 'Emplois : environ 148 500'},
  {id: 'fig-000-exports-2024',   name: 'Exportations 2024 : 26,22 milliards MAD'},
  {id: 'fig-000-exports-2030',   name: 'Cible d’exportations 2030 : environ 40 milliards MAD'},
  {id: 'fig-000-jobs-2030',      name: 'Cible de créations d’emplois 2030 : 270 000'},
  {id: 'fig-000-agreements',     name: 'Accords signés : trois'},
  {id: 'fig-001-jobs',           name: 'Emplois : plus de 148 000'},
  {id: 'fig-001-exports',        name: 'Exportations : plus de 26 milliards MAD'},
  {id: 'fig-001-exports-2030',   name: 'Cible d’exportations 2030 : 40 milliards MAD'},
  {id: 'fig-001-jobs-2030',      name: 'Cible d’emplois 2030 : près de 270 000'},
  {id: 'fig-001-agreements',     name: 'Conventions signées : trois'},
  {id: 'fig-003-exports-2018',   name: 'Exportations 2018 : le cap des 10 milliards MAD'},
  {id: 'fig-003-exports-added',  name: 'Exportations additionnelles 2014-2020 : 18 milliards MAD'},
  {id: 'fig-003-jobs-2014-2018', name: 'Emplois directs créés 2014-2018 : 69 900'},
  {id: 'fig-003-jobs-2016-2018', name: 'Emplois créés 2016-2018 : plus de 51 000'},
  {id: 'fig-004-exports-2023',   name: 'Exportations 2023 : près de 18 milliards MAD'},
  {id: 'fig-004-growth-2023',    name: 'Croissance des exportations 2023 : 14 %'},
  {id: 'fig-004-jobs-2023',      name: 'Emplois créés en 2023 : plus de 10 000'}
] AS row
MERGE (n:Figure {id: row.id})
  ON CREATE SET n.name = row.name, n.keys = [fold(row.name)];

// ─── What one document adds to another ─────────────────────────────────────────────────────────────────────────────

// Notes that take two documents to write.
UNWIND [
  {id: 'org-government-of-morocco',
   note: '000 and 003 say the State, 003 the government too; 002 only its head, 001 only government officials'},
  {id: 'offer-offre-maroc', note: 'possibly the same as Offre Offshoring Maroc'},
  {id: 'activity-administrative-support', note: 'two wordings, merged by us'},
  {id: 'activity-infrastructure-management',
   note: 'managing infrastructure (004) is not the cloud infrastructures of 002'},
  {id: 'skill-software-development', note: 'also an activity: 004 lists it under IT services'},
  {id: 'skill-artificial-intelligence', note: 'a skill in 002, a headwind in 004'}
] AS row
MATCH (n {id: row.id})
SET n.note = row.note;

// 001 gives no date; the meeting it reports is the one that 000 dates.
MATCH (d:Document {id: 'doc-001'})
SET d.not_before = '2026-01-27', d.date_status = 'inferred', d.note = 'no date of its own; bounded through 000';

// The king is named by 000 on the day of the meeting and by 004 within its window.
MATCH (p:Person {id: 'person-mohammed-vi'}), (o:Office {id: 'office-king'})
MERGE (p)-[r:HOLDS]->(o)
  ON CREATE SET r.attested_from = '2024-01-01', r.attested_to = '2026-01-27', r.attest = 'within'
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + ['doc-000', 'doc-004'])),
    r.status = 'stated', r.confidence = 'high', r.note = 'once inside the 004 window and on the day of 000';

// ─── Claims that support or contradict each other ──────────────────────────────────────────────────────────────────

// The same meeting told twice: the figures of 001 agree with those of 000.
UNWIND [
  {from: 'fig-001-jobs', to: 'fig-000-jobs', how: '148 500 lies above 148 000', reason: 'same meeting, same measure'},
  {from: 'fig-001-exports', to: 'fig-000-exports-2024', how: '26.22 bn lies above 26 bn',
   reason: 'same meeting, same measure'},
  {from: 'fig-001-exports-2030', to: 'fig-000-exports-2030', how: 'same value; about / exact',
   reason: 'same meeting, same measure, same year'},
  {from: 'fig-001-agreements', to: 'fig-000-agreements', how: 'same count', reason: 'same meeting'}
] AS row
MATCH (a:Figure {id: row.from}), (b:Figure {id: row.to})
MERGE (a)-[r:CORROBORATES]->(b)
SET r = {sources: ['doc-000', 'doc-001'], status: 'inferred', confidence: 'high', how: row.how, reason: row.reason};

// 270 000 jobs in 2030: a level to reach (001) or jobs to create (000).
MATCH (a:Figure {id: 'fig-001-jobs-2030'}), (b:Figure {id: 'fig-000-jobs-2030'})
MERGE (a)-[r:CONFLICTS_WITH]->(b)
SET r = {sources: ['doc-000', 'doc-001'], status: 'inferred', confidence: 'medium',
         aspect: 'stock or flow; nearly / exact', reason: 'same meeting, same number, two indicators'};

// ─── One thing or two ──────────────────────────────────────────────────────────────────────────────────────────────

// Labels of the offer that may be one.
UNWIND [
  {from: 'offer-offre-maroc', to: 'offer-offshoring-maroc', reason: 'similar name, sector and aim; 002 undated',
   sources: ['doc-001', 'doc-002']},
  {from: 'offer-made-in-morocco', to: 'offer-offshoring-maroc', reason: 'label used for the offer aimed at',
   sources: ['doc-000', 'doc-001']}
] AS row
MATCH (a:Offer {id: row.from}), (b:Offer {id: row.to})
MERGE (a)-[r:POSSIBLY_SAME_AS]->(b)
SET r = {sources: row.sources, status: 'inferred', confidence: 'medium', reason: row.reason};

// Contracts that may be one.
MATCH (a:Agreement {id: 'agreement-performance-contracts'}), (b:Agreement {id: 'agreement-2016-programme-contract'})
MERGE (a)-[r:POSSIBLY_SAME_AS]->(b)
SET r = {sources: ['doc-003'], status: 'inferred', confidence: 'low',
         reason: 'same start year 2016, different names'};

// Never to be merged: two people of one surname.
MATCH (a:Person {id: 'person-amal-el-fellah-seghrouchni'}), (b:Person {id: 'person-omar-seghrouchni'})
MERGE (a)-[r:DIFFERENT_FROM]->(b)
SET r = {sources: ['doc-000'], status: 'stated', confidence: 'high',
         reason: 'same surname, two offices, named side by side'};

// Never to be merged: two bodies of one trade.
MATCH (a:Organization {id: 'org-apebi'}), (b:Organization {id: 'org-amrc'})
MERGE (a)-[r:DIFFERENT_FROM]->(b)
SET r = {sources: ['doc-003'], status: 'stated', confidence: 'high',
         reason: 'two bodies that organize one conference together'};

// ─── Parts of wholes ───────────────────────────────────────────────────────────────────────────────────────────────

// The zones of 000 are taken for the project that 001 names as a whole.
MATCH (b:Project {id: 'project-tech-valley-offshoring'})
UNWIND ['zone-casablanca-tech-valley', 'zone-agadir-tech-valley', 'zone-laayoune-tech-valley',
        'zone-dakhla-tech-valley'] AS id
MATCH (a:Zone {id: id})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.status = 'inferred', r.confidence = 'medium'
  ON MATCH SET r.confidence = CASE r.confidence WHEN 'low' THEN 'medium' ELSE r.confidence END
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + ['doc-000', 'doc-001'])),
    r.reason = 'same meeting, same name pattern';

// Contact centres: inside BPO, though 004 also ranks them beside it.
MATCH (a:Segment {id: 'segment-crm'}), (b:Segment {id: 'segment-bpo'})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.status = 'inferred', r.confidence = 'medium'
  ON MATCH SET r.confidence = CASE r.confidence WHEN 'low' THEN 'medium' ELSE r.confidence END
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + ['doc-002', 'doc-004'])),
    r.reason = '002 lists contact centres under BPO; 004 lists customer relations under back-office, then ranks CRM beside BPO';

// Administrative support (002) and general administrative functions (004), one activity by our reading.
MATCH (a:Activity {id: 'activity-administrative-support'}), (b:Segment {id: 'segment-bpo'})
MERGE (a)-[r:PART_OF]->(b)
  ON CREATE SET r.status = 'inferred', r.confidence = 'medium'
  ON MATCH SET r.confidence = CASE r.confidence WHEN 'low' THEN 'medium' ELSE r.confidence END
SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + ['doc-002', 'doc-004'])),
    r.reason = 'back-office axis read as BPO';

// ─── What to be careful with ───────────────────────────────────────────────────────────────────────────────────────

// Discrepancies between documents; the numbers are those of the analyst’s list of traps.
UNWIND [
  {id: 'discrepancy-t06', sources: ['doc-000', 'doc-001', 'doc-004'], kind: 'name_variant',
   name: 'Titles of two ministers',
   summary: '“Réforme administrative” (000) beside “Réforme de l’Administration” (001, 004), capitals varying; the other title (000) reads like a retranslation',
   resolution: 'one office each, with an alias for every wording', confidence: 'high',
   about: ['office-minister-digital-transition', 'org-ministry-digital-transition',
           'office-minister-economic-integration-employment']},
  {id: 'discrepancy-t09', sources: ['doc-000', 'doc-003'], kind: 'identity',
   name: 'Three bodies a fuzzy merger would join',
   summary: 'APEBI, AMRC and the federation of 000 have names that overlap',
   resolution: 'three organizations; no SAME_AS and no succession, as no document tells of one', confidence: 'high',
   about: ['org-apebi', 'org-amrc', 'org-fed-services-offshoring']},
  {id: 'discrepancy-t13', sources: ['doc-000', 'doc-001', 'doc-002', 'doc-003', 'doc-004'], kind: 'vocabulary',
   name: 'Offshoring, externalisation, outsourcing',
   summary: 'three families of words for one sector, outsourcing in 004 only',
   resolution: 'one sector; a figure keeps the words of its source in scope_term, since the scope may differ with them',
   confidence: 'high', about: ['sector-offshoring']},
  {id: 'discrepancy-t14', sources: ['doc-002', 'doc-004'], kind: 'classification',
   name: 'CRM inside BPO or beside it',
   summary: 'contact centres are under BPO in 002 and under back-office in 004, which then ranks CRM before BPO',
   resolution: 'PART_OF the sector (stated) and PART_OF BPO (inferred, medium); a roll-up counts CRM once',
   confidence: 'medium', about: ['segment-crm', 'segment-bpo']},
  {id: 'discrepancy-t15', sources: ['doc-002', 'doc-004'], kind: 'classification', name: 'Two axes, five segments',
   summary: '004 never maps its axes to its segments: back-office as BPO and IT services as ITO are readings; ESO and KPO are never spelled out',
   resolution: 'axis wordings are aliases at medium confidence; professional services are not called KPO, and managing infrastructure (004) is not cloud infrastructure (002)',
   confidence: 'medium',
   about: ['segment-bpo', 'segment-ito', 'segment-eso', 'segment-kpo', 'activity-specialised-professional-services',
           'activity-infrastructure-management', 'skill-cloud-infrastructure']},
  {id: 'discrepancy-t16', sources: ['doc-002', 'doc-004'], kind: 'two_roles',
   name: 'Artificial intelligence, skill and headwind',
   summary: 'in demand as a skill in 002, a challenge to the sector in 004',
   resolution: 'one node with SKILL_OF and FACES_CHALLENGE', confidence: 'high',
   about: ['skill-artificial-intelligence']},
  {id: 'discrepancy-t17', sources: ['doc-000', 'doc-001', 'doc-002'], kind: 'identity',
   name: 'Four labels of the offer',
   summary: '“offre marocaine de services d’externalisation” (000), “Offre Offshoring Maroc” (001), “Offre Maroc” (002, undated), “Made in Morocco” (000, 001)',
   resolution: 'the first two are one node, since the same meeting renews it; the others are POSSIBLY_SAME_AS',
   confidence: 'medium', about: ['offer-offshoring-maroc', 'offer-offre-maroc', 'offer-made-in-morocco']},
  {id: 'discrepancy-t18', sources: ['doc-000', 'doc-001'], kind: 'identity', name: 'One meeting, two reports',
   summary: 'a dated meeting in 000, an undated one in 001; place, office, subject, three agreements and targets agree',
   resolution: 'one event; its date comes from 000 alone', confidence: 'high',
   about: ['event-2026-01-27-offer-renewal-meeting']},
  {id: 'discrepancy-t20', sources: ['doc-000', 'doc-001'], kind: 'list_mismatch',
   name: 'Three agreements, cut in two ways',
   summary: '000 lists a subsidy, one zone, three zones (“notably”); 001 lists training, upskilling, Tech Valley',
   resolution: 'three agreements and six mentions, DESCRIBES with a confidence; the count stays three',
   confidence: 'medium',
   about: ['agreement-2026-training-subsidy', 'agreement-2026-casablanca-tech-valley',
           'agreement-2026-regional-tech-valleys', 'mention-000-agreement-1', 'mention-000-agreement-2',
           'mention-000-agreement-3', 'mention-001-agreement-1', 'mention-001-agreement-2',
           'mention-001-agreement-3']},
  {id: 'discrepancy-t21', sources: ['doc-000', 'doc-003'], kind: 'identity', name: 'Three things called contract',
   summary: 'a programme contract of 2016, signed; performance contracts of 2016–2018; a “balanced contract” (000), which is a principle',
   resolution: 'two agreements, POSSIBLY_SAME_AS at low confidence; the principle is no node', confidence: 'low',
   about: ['agreement-2016-programme-contract', 'agreement-performance-contracts']},
  {id: 'discrepancy-t22', sources: ['doc-002', 'doc-003'], kind: 'unnamed', name: 'Offices without a name',
   summary: 'the head of government (002) and the director of the structure (003) are not named',
   resolution: 'offices without a holder; not filled from general knowledge', confidence: 'high',
   about: ['office-head-of-government', 'office-director-animation-structure']},
  {id: 'discrepancy-t24', sources: ['doc-000', 'doc-001'], kind: 'rounding',
   name: '148 500 or more than 148 000 jobs', summary: 'about 148 500 beside more than 148 000',
   resolution: 'CORROBORATES; 148 500 is the more precise; never an average, never a sum', confidence: 'high',
   about: ['fig-000-jobs', 'fig-001-jobs']},
  {id: 'discrepancy-t25', sources: ['doc-000', 'doc-001'], kind: 'rounding', name: '26.22 or more than 26 billion',
   summary: '26.22 billion for 2024 beside more than 26 billion for no year',
   resolution: 'CORROBORATES; the year of 001 stays absent, 2024 is inferred', confidence: 'high',
   about: ['fig-000-exports-2024', 'fig-001-exports']},
  {id: 'discrepancy-t28', sources: ['doc-000', 'doc-001'], kind: 'stock_or_flow',
   name: '270 000 jobs: to create or to reach',
   summary: '000 has 270 000 to be created, 001 nearly 270 000 as a level: 121 500 to go in one reading, 418 500 in total in the other',
   resolution: 'two figures on two indicators, CONFLICTS_WITH; the stock reading is the default, flagged',
   confidence: 'medium', about: ['fig-000-jobs-2030', 'fig-001-jobs-2030']},
  {id: 'discrepancy-t29', sources: ['doc-000', 'doc-001'], kind: 'qualifier', name: 'About 40 billion, or 40 billion',
   summary: 'the same target with and without “about”', resolution: 'CORROBORATES; each figure keeps its qualifier',
   confidence: 'high', about: ['fig-000-exports-2030', 'fig-001-exports-2030']},
  {id: 'discrepancy-t30', sources: ['doc-003', 'doc-004'], kind: 'same_number', name: '18 twice, 10 twice',
   summary: '18 billion to be added over 2014–2020 (003) and 18 billion reached in 2023 (004); 10 billion of exports (003) and 10 000 jobs (004)',
   resolution: 'different indicators and units; show unit, indicator and period with a value', confidence: 'high',
   about: ['fig-003-exports-added', 'fig-004-exports-2023', 'fig-003-exports-2018', 'fig-004-jobs-2023']},
  {id: 'discrepancy-t32', sources: ['doc-000', 'doc-004'], kind: 'series_break',
   name: 'From 18 to 26.22 billion in a year',
   summary: '+45.67 % from 2023 to 2024, after +14 % the year before and 8 % in the world',
   resolution: 'both kept; a growth across the two is not comparable, probably two series', confidence: 'medium',
   about: ['fig-004-exports-2023', 'fig-000-exports-2024']},
  {id: 'discrepancy-t36', sources: ['doc-000', 'doc-003', 'doc-004'], kind: 'stock_or_flow',
   name: 'Everything is called “emplois”',
   summary: 'a stock (148 500), flows (69 900, 51 000, 10 000) and a target (270 000) share one word',
   resolution: 'the indicator tells stock from flow; only flows of disjoint periods and one scope may be summed',
   confidence: 'high',
   about: ['indicator-employment', 'indicator-jobs-created', 'fig-000-jobs', 'fig-000-jobs-2030',
           'fig-003-jobs-2014-2018', 'fig-003-jobs-2016-2018', 'fig-004-jobs-2023']},
  {id: 'discrepancy-t45', sources: ['doc-000', 'doc-004'], kind: 'succession', name: 'One office, two ministers',
   summary: 'no document gives a start or an end',
   resolution: 'two HOLDS on one office, attested_* only; no date for the hand-over', confidence: 'high',
   about: ['office-minister-digital-transition', 'person-amal-el-fellah-seghrouchni', 'person-ghita-mezzour']},
  {id: 'discrepancy-t51', sources: ['doc-000', 'doc-001', 'doc-003', 'doc-004'], kind: 'vocabulary',
   name: 'One measure, many words',
   summary: '“CA à l’export”, “exportations”, “exportations de services”, “recettes”, “revenus à l’export”; “emplois directs” beside “emplois”',
   resolution: 'one indicator each; scope_term keeps the word, dims keeps “direct”', confidence: 'high',
   about: ['indicator-export-revenue', 'indicator-employment', 'indicator-jobs-created']},
  {id: 'discrepancy-t52', sources: ['doc-003', 'doc-004'], kind: 'setting',
   name: 'Were the figures given at the event?',
   summary: '003 does not say that its quotations were made at the conference, nor 004 that the announcement was the post',
   resolution: 'ANNOUNCED with event_status inferred', confidence: 'high',
   about: ['event-2019-04-23-offshoring-conference', 'event-2024-mezzour-post', 'fig-003-exports-2018',
           'fig-003-exports-added', 'fig-004-exports-2023', 'fig-004-growth-2023']}
] AS row
MERGE (x:Discrepancy {id: row.id})
SET x += {name: row.name, kind: row.kind, summary: row.summary, resolution: row.resolution, confidence: row.confidence,
          keys: [fold(row.name)]}
WITH x, row
UNWIND row.about AS about
MATCH (n {id: about})
MERGE (x)-[r:ABOUT]->(n)
SET r = {sources: row.sources, status: 'stated', confidence: 'high'};
