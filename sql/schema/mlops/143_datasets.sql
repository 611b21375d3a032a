-- Where the rows of a dataset came from: a CSV file, or a query with the tables that it read; and ways to datasets for lineage.

ALTER TABLE feature_datasets ADD COLUMN entities_kind TEXT
  CHECK (entities_kind IS NULL OR entities_kind IN ('file', 'query'));
ALTER TABLE feature_datasets ADD COLUMN entities_file TEXT;
ALTER TABLE feature_datasets ADD COLUMN entities_tables TEXT
  CHECK (entities_tables IS NULL OR json_valid(entities_tables));

CREATE INDEX feature_datasets_by_destination ON feature_datasets (destination COLLATE NOCASE);
CREATE INDEX feature_datasets_with_entities ON feature_datasets (entities_kind, dataset_id) WHERE entities_kind IS NOT NULL;
