// The ontology of the shipped knowledge: what kinds of things there are, and what keeps them in order.
//
// Two levels, and no more:
//   1. A plain fact is a plain relationship. It carries its documents (`sources`), whether they say it or we conclude
//      it (`status`: stated, inferred, background) and how sure we are (`confidence`: high, medium, low). Two documents
//      that state the same fact are one relationship with two sources.
//   2. Whatever is numeric or disputed is a node of its own, one for each document that claims it (Figure, Statement,
//      AgreementMention), so that a disagreement shows as rows. A Discrepancy says what to be careful with.
//
//   (Document)◄─REPORTED_IN─(Figure)─MEASURES─►(Indicator)        (Person)─HOLDS─►(Office)─OFFICE_OF─►(Organization)
//       │                      ├─ABOUT──►(Sector | Segment | Event)    │
//       └─MENTIONS─►(anything) └─IN_PLACE►(Place)                      ├─ANNOUNCED─►(Figure)
//                                                                      └─SAID─►(Statement)─ABOUT─►(anything)
//
// Every node has `id` (unique in the whole graph: label-slug, ASCII) and `name`; `aliases` are the forms that documents
// print, `keys` the folded name and aliases (no accents, lower case, one kind of apostrophe), for tolerant search.
// Unknown is absent: never an empty text, a zero or the word "unknown". Money is in dirhams, as integers. A date is an
// ISO text as long as it is precise: '2016', '2019-04-23'.
//
// On MENTIONS, REPORTED_IN, SAID, DIFFERENT_FROM and the ABOUT of a statement or discrepancy the status is `stated`: they
// point at words that stand on the page. `mode` tells a mention by name from an implied one.

// ─── One thing, one id ─────────────────────────────────────────────────────────────────────────────────────────────

// The sources. A document is known by its id and by the file it came in.
CREATE CONSTRAINT document_id   IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT document_file IF NOT EXISTS FOR (n:Document) REQUIRE n.file IS UNIQUE;

// People hold offices, offices belong to organizations: two ministers can share one ministry without a clash.
CREATE CONSTRAINT person_id       IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT office_id       IF NOT EXISTS FOR (n:Office) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT organization_id IF NOT EXISTS FOR (n:Organization) REQUIRE n.id IS UNIQUE;

// Where things are.
CREATE CONSTRAINT place_id   IF NOT EXISTS FOR (n:Place) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT zone_id    IF NOT EXISTS FOR (n:Zone) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT project_id IF NOT EXISTS FOR (n:Project) REQUIRE n.id IS UNIQUE;

// What happened and what was agreed. What a report lists (AgreementMention) is kept apart from what was signed.
CREATE CONSTRAINT event_id             IF NOT EXISTS FOR (n:Event) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT agreement_id         IF NOT EXISTS FOR (n:Agreement) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT agreement_mention_id IF NOT EXISTS FOR (n:AgreementMention) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT plan_id              IF NOT EXISTS FOR (n:Plan) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT circular_id          IF NOT EXISTS FOR (n:Circular) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT offer_id             IF NOT EXISTS FOR (n:Offer) REQUIRE n.id IS UNIQUE;

// How the sector is built, and what is said to move it or to hold it back.
CREATE CONSTRAINT sector_id   IF NOT EXISTS FOR (n:Sector) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT segment_id  IF NOT EXISTS FOR (n:Segment) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT activity_id IF NOT EXISTS FOR (n:Activity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT skill_id    IF NOT EXISTS FOR (n:Skill) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT topic_id    IF NOT EXISTS FOR (n:Topic) REQUIRE n.id IS UNIQUE;

// Claims: numbers with their indicator, statements without numbers, and where to be careful.
CREATE CONSTRAINT indicator_id   IF NOT EXISTS FOR (n:Indicator) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT figure_id      IF NOT EXISTS FOR (n:Figure) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT statement_id   IF NOT EXISTS FOR (n:Statement) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT discrepancy_id IF NOT EXISTS FOR (n:Discrepancy) REQUIRE n.id IS UNIQUE;

// ─── What is looked up often ───────────────────────────────────────────────────────────────────────────────────────

CREATE INDEX person_name       IF NOT EXISTS FOR (n:Person) ON (n.name);
CREATE INDEX organization_name IF NOT EXISTS FOR (n:Organization) ON (n.name);
CREATE INDEX event_date        IF NOT EXISTS FOR (n:Event) ON (n.date);
CREATE INDEX figure_start      IF NOT EXISTS FOR (n:Figure) ON (n.start_year);
CREATE INDEX indicator_family  IF NOT EXISTS FOR (n:Indicator) ON (n.family);
CREATE INDEX discrepancy_kind  IF NOT EXISTS FOR (n:Discrepancy) ON (n.kind);
