-- What a batch of records came from: a file with its content, or a query with the tables that it read. A pipeline's own batch
-- has none of this: its lineage is that of the pipeline's step.

ALTER TABLE feature_ingestions ADD COLUMN source_kind TEXT CHECK (source_kind IS NULL OR source_kind IN ('file', 'query'));
ALTER TABLE feature_ingestions ADD COLUMN source_sha256 TEXT
  CHECK (source_sha256 IS NULL OR length(source_sha256) = 64);
ALTER TABLE feature_ingestions ADD COLUMN source_byte_count INTEGER;
ALTER TABLE feature_ingestions ADD COLUMN source_tables TEXT
  CHECK (source_tables IS NULL OR json_valid(source_tables));

CREATE INDEX feature_ingestions_with_source ON feature_ingestions (source_kind, feature_group_name, write_time)
  WHERE source_kind IS NOT NULL;
