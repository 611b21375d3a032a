-- Which features and groups have a word in their name, description or tags?
-- One row per feature; a group that matches itself shows all its features. matched_in says where the word is, and for a tag
-- which one.
-- The case of letters says nothing; casefold() is a function of stockroom that plain sqlite3 lacks. Tags are a JSON object.
-- @param text TEXT -    the word, in any case of its letters
WITH
  tags AS (
    SELECT
      feature_group_name, json_group_object(tag_name, tag_value) AS tags,
      group_concat('tag ' || tag_name || '=' || tag_value, ', ')
        FILTER (WHERE instr(casefold(tag_name || '=' || tag_value), casefold(:text)) > 0) AS matched
    FROM feature_store.feature_group_tags
    GROUP BY feature_group_name
  ),
  searched AS (
    SELECT
      d.feature_group_name, d.feature_number, d.feature_name, d.feature_type, d.description,
      g.description AS group_description, tags.tags, g.last_event_time,
      substr(
        iif(instr(casefold(d.feature_name), casefold(:text)) > 0, ', name', '')
          || iif(instr(casefold(d.description), casefold(:text)) > 0, ', description', '')
          || iif(instr(casefold(d.feature_group_name), casefold(:text)) > 0, ', group', '')
          || iif(instr(casefold(g.description), casefold(:text)) > 0, ', group description', '')
          || coalesce(', ' || tags.matched, ''),
        3) AS matched_in
    FROM feature_store.feature_definitions AS d
    JOIN feature_store.feature_groups AS g USING (feature_group_name)
    LEFT JOIN tags USING (feature_group_name)
  )
SELECT
  feature_group_name, feature_name, matched_in, feature_type, description, group_description, tags, last_event_time
FROM searched
WHERE matched_in <> ''
ORDER BY feature_group_name, feature_number
