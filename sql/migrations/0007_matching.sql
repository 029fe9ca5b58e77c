-- Words as vectors, and what was recommended.

CREATE TABLE core.vocabulary_vector (
    encoder text NOT NULL,
    encoder_version text NOT NULL,
    position integer NOT NULL,
    item text NOT NULL CHECK (item IN ('kind', 'service', 'words')),
    code text NOT NULL,
    words text NOT NULL,
    vector double precision[] NOT NULL,
    PRIMARY KEY (encoder, encoder_version, position)
);
COMMENT ON TABLE core.vocabulary_vector IS 'Names of kinds and services and everyday words as vectors of length 1; written by etl.build.vocabulary_vectors. A few hundred rows: a search is one matrix product.';
COMMENT ON COLUMN core.vocabulary_vector.encoder IS 'Name of the method that made the vector.';
COMMENT ON COLUMN core.vocabulary_vector.encoder_version IS 'What the vectors depend on: vocabulary, parameters, model.';
COMMENT ON COLUMN core.vocabulary_vector.position IS 'Place of the item in the vocabulary, from 0.';
COMMENT ON COLUMN core.vocabulary_vector.item IS 'kind, service, or words (everyday words).';
COMMENT ON COLUMN core.vocabulary_vector.code IS 'The kind or service; of everyday words the need (data/rules/needs.yaml).';
COMMENT ON COLUMN core.vocabulary_vector.words IS 'The text that was encoded.';
COMMENT ON COLUMN core.vocabulary_vector.vector IS 'Its vector, unit length.';

CREATE TABLE core.recommendation_log (
    recommendation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    given_at timestamptz NOT NULL DEFAULT date_trunc('hour', now()),
    data_version text NOT NULL CHECK (data_version ~ '^[0-9a-f]{1,64}$'),
    rules_from date NOT NULL,
    cell text CHECK (cell ~ '^[0-9a-f]{15}$'),
    wish jsonb NOT NULL CHECK (jsonb_typeof(wish) = 'object' AND length(wish::text) <= 1000),
    weights jsonb NOT NULL CHECK (jsonb_typeof(weights) = 'object' AND length(weights::text) <= 300),
    results jsonb NOT NULL CHECK (jsonb_typeof(results) = 'array' AND length(results::text) <= 20000),
    account_id uuid
);
COMMENT ON TABLE core.recommendation_log IS 'What was recommended and why, without words of the person; kept for the days of a setting, then purged. Written through serve.log_recommendation only.';
COMMENT ON COLUMN core.recommendation_log.given_at IS 'The hour, not the instant.';
COMMENT ON COLUMN core.recommendation_log.data_version IS 'State of the data, see serve.dataset and serve.build.';
COMMENT ON COLUMN core.recommendation_log.rules_from IS 'valid_from of data/rules/matching.yaml.';
COMMENT ON COLUMN core.recommendation_log.cell IS 'H3 cell of resolution 6 (about 36 km2) around where the person was; null without a place.';
COMMENT ON COLUMN core.recommendation_log.wish IS 'Choices of the form by code: when, way, age group, free, groups, whether words were written. No need, no score, no text.';
COMMENT ON COLUMN core.recommendation_log.weights IS 'Weight of each part, summing to 1.';
COMMENT ON COLUMN core.recommendation_log.results IS 'The centers shown, first to last: id, score, confidence, parts and codes of the reasons.';
COMMENT ON COLUMN core.recommendation_log.account_id IS 'Whose it was; only with that person''s consent.';
CREATE INDEX recommendation_log_given ON core.recommendation_log (given_at);
