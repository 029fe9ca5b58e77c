-- Vectors of the vocabulary, for the similarity of a person's own words.
CREATE VIEW serve.vocabulary_vector AS
SELECT encoder, encoder_version, position, item, code, words, vector FROM core.vocabulary_vector;

COMMENT ON VIEW serve.vocabulary_vector IS 'Names of kinds and services and everyday words as vectors of length 1.';
COMMENT ON COLUMN serve.vocabulary_vector.encoder IS 'Name of the method that made the vector.';
COMMENT ON COLUMN serve.vocabulary_vector.encoder_version IS 'What the vectors depend on: vocabulary, parameters, model.';
COMMENT ON COLUMN serve.vocabulary_vector.position IS 'Place of the item in the vocabulary, from 0.';
COMMENT ON COLUMN serve.vocabulary_vector.item IS 'kind, service, or words (everyday words).';
COMMENT ON COLUMN serve.vocabulary_vector.code IS 'The kind or service; of everyday words the need (data/rules/needs.yaml).';
COMMENT ON COLUMN serve.vocabulary_vector.words IS 'The text that was encoded.';
COMMENT ON COLUMN serve.vocabulary_vector.vector IS 'Its vector, unit length.';
