-- Followers of a filter whatever their state: topics that are merged move all of them, and those who
-- had ended following too.
CREATE INDEX alerts_sub_any ON alerts_sub (target);
