CREATE TABLE agenda (
  id BIGSERIAL NOT NULL,
  source TEXT NOT NULL,
  item TEXT NOT NULL,
  place TEXT NOT NULL,
  one_of BOOLEAN NOT NULL,
  body TEXT NOT NULL,
  date INTEGER,
  starts BIGINT,
  timezone TEXT NOT NULL,
  title TEXT NOT NULL,
  topic TEXT NOT NULL,
  themes TEXT NOT NULL,
  format TEXT NOT NULL,
  status TEXT NOT NULL,
  public TEXT NOT NULL,
  symbol TEXT NOT NULL,
  outcome TEXT NOT NULL,
  url TEXT NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  known_at BIGINT NOT NULL,
  vintage TEXT NOT NULL,
  run BIGINT NOT NULL,
  superseded_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX agenda_by_body_date ON agenda (body, date);
CREATE INDEX agenda_by_place_date ON agenda (place, date);
CREATE INDEX agenda_by_source_date ON agenda (source, date);
CREATE UNIQUE INDEX agenda_identity ON agenda (source, item, place, known_at, run);
CREATE TABLE events (
  id BIGSERIAL NOT NULL,
  source TEXT NOT NULL,
  event TEXT NOT NULL,
  place TEXT NOT NULL,
  kind TEXT NOT NULL,
  starts INTEGER,
  ends INTEGER,
  crosses BOOLEAN NOT NULL,
  value FLOAT(53),
  low FLOAT(53),
  high FLOAT(53),
  unit TEXT NOT NULL,
  title TEXT NOT NULL,
  area TEXT NOT NULL,
  latitude FLOAT(53),
  longitude FLOAT(53),
  precision TEXT NOT NULL,
  status TEXT NOT NULL,
  url TEXT NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  known_at BIGINT NOT NULL,
  vintage TEXT NOT NULL,
  run BIGINT NOT NULL,
  superseded_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX events_by_place_ends ON events (place, ends);
CREATE UNIQUE INDEX events_identity ON events (source, event, place, known_at, run);
CREATE TABLE jointwatch_schema (
  version SERIAL NOT NULL,
  PRIMARY KEY (version)
);
CREATE TABLE newest (
  series TEXT NOT NULL,
  place TEXT NOT NULL,
  id BIGINT NOT NULL,
  PRIMARY KEY (series, place)
);
CREATE TABLE observations (
  id BIGSERIAL NOT NULL,
  series TEXT NOT NULL,
  place TEXT NOT NULL,
  period INTEGER NOT NULL,
  value FLOAT(53),
  published BIGINT,
  known_at BIGINT NOT NULL,
  vintage TEXT NOT NULL,
  run BIGINT NOT NULL,
  superseded_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX observations_identity ON observations (series, place, period, known_at, run);
CREATE TABLE publications (
  id BIGSERIAL NOT NULL,
  source TEXT NOT NULL,
  document TEXT NOT NULL,
  place TEXT NOT NULL,
  one_of BOOLEAN NOT NULL,
  body TEXT NOT NULL,
  published BIGINT,
  kind TEXT NOT NULL,
  symbol TEXT NOT NULL,
  meeting TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  known_at BIGINT NOT NULL,
  vintage TEXT NOT NULL,
  run BIGINT NOT NULL,
  superseded_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX publications_by_place_published ON publications (place, published);
CREATE INDEX publications_by_source_published ON publications (source, published);
CREATE UNIQUE INDEX publications_identity ON publications (source, document, place, known_at, run);
CREATE TABLE records (
  id BIGSERIAL NOT NULL,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  body TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  author TEXT NOT NULL,
  originator TEXT NOT NULL,
  released_to TEXT NOT NULL,
  known_at BIGINT NOT NULL,
  vintage TEXT NOT NULL,
  run BIGINT NOT NULL,
  superseded_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX records_identity ON records (kind, record, known_at, run);
CREATE TABLE replies (
  source TEXT NOT NULL,
  url TEXT NOT NULL,
  hash TEXT NOT NULL,
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  fetched_at BIGINT NOT NULL,
  PRIMARY KEY (source, url)
);
CREATE TABLE runs (
  id BIGSERIAL NOT NULL,
  source TEXT NOT NULL,
  started BIGINT,
  finished BIGINT,
  finding TEXT NOT NULL,
  rows_seen BIGINT NOT NULL,
  rows_new BIGINT NOT NULL,
  seconds FLOAT(53),
  replies TEXT NOT NULL,
  told TEXT NOT NULL,
  unknown_places TEXT NOT NULL,
  note TEXT NOT NULL,
  error TEXT NOT NULL,
  known_at BIGINT NOT NULL,
  vintage TEXT NOT NULL,
  run BIGINT NOT NULL,
  superseded_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX runs_by_run ON runs (run);
CREATE UNIQUE INDEX runs_identity ON runs (source, run, known_at, run);
CREATE TABLE versions (
  frame TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (frame)
);
