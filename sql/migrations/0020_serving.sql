-- A reading says whom its centers count for. What was recorded before counted every center for everybody.

UPDATE core.access_history SET reading = reading || ' serves=any' WHERE reading NOT LIKE '% serves=%';
