-- What offices corrected, and what people say of centers once it was looked at.
CREATE VIEW serve.review AS
SELECT r.review_id, r.center_id, r.body, r.visit_month,
       (SELECT coalesce(jsonb_object_agg(g.aspect, g.rating ORDER BY g.aspect), '{}')
        FROM moderation.review_rating g WHERE g.review_id = r.review_id) AS ratings,
       (r.decided_at AT TIME ZONE 'Asia/Seoul')::date AS published_on
FROM moderation.review r
WHERE r.state = 'published';

COMMENT ON VIEW serve.review IS 'Published reviews, without their writers. Source: people who visited.';
COMMENT ON COLUMN serve.review.review_id IS 'Number of the review.';
COMMENT ON COLUMN serve.review.center_id IS 'Center it speaks of; it may have left the register.';
COMMENT ON COLUMN serve.review.body IS 'In the writer''s words; text, never markup.';
COMMENT ON COLUMN serve.review.visit_month IS 'First day of the month of the visit.';
COMMENT ON COLUMN serve.review.ratings IS 'Aspect (data/reference/review_aspects.csv) -> 1 (poor) to 5 (good).';
COMMENT ON COLUMN serve.review.published_on IS 'Day on which it was looked at and published.';
