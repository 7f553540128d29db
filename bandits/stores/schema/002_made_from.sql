-- What a publication was made from (a hash of evidence, anchor and campaign), so that a learner can see that nothing is
-- new. '': published before this was kept.

ALTER TABLE publications ADD COLUMN made_from TEXT NOT NULL DEFAULT '';
