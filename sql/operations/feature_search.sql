-- Which features and groups have a word in their name, description or tags?
-- One row per feature; a group that matches itself shows all its features.
-- @param text TEXT -    the word, in any case of its letters
SELECT
  d.feature_group_name, d.feature_name, d.feature_type, d.description, g.description AS group_description,
  g.last_event_time
FROM feature_store.feature_definitions AS d
JOIN feature_store.feature_groups AS g USING (feature_group_name)
WHERE instr(lower(d.feature_name), lower(:text)) > 0
  OR instr(lower(coalesce(d.description, '')), lower(:text)) > 0
  OR instr(lower(d.feature_group_name), lower(:text)) > 0
  OR instr(lower(coalesce(g.description, '')), lower(:text)) > 0
  OR EXISTS (
    SELECT 1 FROM feature_store.feature_group_tags AS t
    WHERE t.feature_group_name = d.feature_group_name
      AND instr(lower(t.tag_name || '=' || t.tag_value), lower(:text)) > 0)
ORDER BY d.feature_group_name, d.feature_number
