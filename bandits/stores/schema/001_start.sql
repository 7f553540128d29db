-- A store from its beginning.
-- Times are ISO-8601 text in UTC; days are those of the decision; chances and scales are decimal text, which reads back
-- to the last bit. `unit` is a pseudonym already when it comes here.

PRAGMA application_id = 1718579810; -- "forb": tells a store from other people's databases

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY,
    decision_id TEXT NOT NULL UNIQUE,
    campaign TEXT NOT NULL,
    unit TEXT NOT NULL,
    segment TEXT NOT NULL,
    segment_chance TEXT NOT NULL,
    segment_source TEXT NOT NULL,
    channel TEXT NOT NULL,
    locale TEXT NOT NULL,
    variant TEXT NOT NULL,
    propensity TEXT NOT NULL,
    allocation TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;

CREATE TABLE exposures (
    decision INTEGER PRIMARY KEY REFERENCES decisions (seq),
    exposed_at TEXT NOT NULL
) STRICT;

-- Everything that was accepted, superseded values too, in the order of acceptance.
CREATE TABLE outcomes (
    seq INTEGER PRIMARY KEY,
    outcome_id TEXT NOT NULL UNIQUE,
    decision INTEGER NOT NULL REFERENCES decisions (seq),
    metric TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value IN (0, 1)),
    occurred_at TEXT NOT NULL,
    source TEXT NOT NULL
) STRICT;

-- The value that holds now, of every decision and metric.
CREATE TABLE current_outcomes (
    decision INTEGER NOT NULL,
    metric TEXT NOT NULL,
    outcome INTEGER NOT NULL REFERENCES outcomes (seq),
    value INTEGER NOT NULL,
    PRIMARY KEY (decision, metric)
) WITHOUT ROWID, STRICT;

-- Running counts, moved in the transaction that records the events; always what a recount of the log would give.
CREATE TABLE counts (
    campaign TEXT NOT NULL,
    day TEXT NOT NULL,
    segment TEXT NOT NULL,
    channel TEXT NOT NULL,
    variant TEXT NOT NULL,
    metric TEXT NOT NULL,
    decided INTEGER NOT NULL,
    exposed INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    positive INTEGER NOT NULL,
    PRIMARY KEY (campaign, day, segment, channel, variant, metric)
) WITHOUT ROWID, STRICT;

-- `report` (uplift and technique rows) is kept for the newest publication and for the last of each day.
CREATE TABLE publications (
    seq INTEGER PRIMARY KEY,
    campaign TEXT NOT NULL,
    campaign_version TEXT NOT NULL,
    published_at TEXT NOT NULL,
    rule TEXT NOT NULL,
    source TEXT NOT NULL,
    decided INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    allocation TEXT NOT NULL,
    report TEXT
) STRICT;
CREATE INDEX publications_of_campaign ON publications (campaign);
CREATE INDEX publications_with_report ON publications (campaign) WHERE report IS NOT NULL;

CREATE TABLE anchors (
    campaign TEXT PRIMARY KEY,
    scales TEXT NOT NULL,
    fitted_at TEXT NOT NULL,
    decided INTEGER NOT NULL
) STRICT;

CREATE TABLE variants (
    campaign TEXT NOT NULL,
    variant TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (campaign, variant)
) WITHOUT ROWID, STRICT;
