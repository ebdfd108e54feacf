-- queries_lawyer.sql - questions to lawyers, what happened to them, and answers for everybody.

-- question_add :one (asker int, place int, topic int, title text, text text, consent int, due int, up_on int?, demo bool, now time) -> (id question_id)
INSERT INTO law_question (asker, place, at_place, topic, title, text, consent, state, due, up_on, demo, created, updated)
VALUES (:asker, :place, :place, :topic, :title, :text, :consent, 1, :due, :up_on, :demo, :now, :now)
RETURNING id;

-- demo_questions :one () -> (n int)
SELECT COUNT(*) FROM law_question WHERE demo = 1;

-- question_get :one (id question_id) -> (id question_id, asker int?, asker_name text?, place int, at_place int, topic int, topic_ru text?, topic_en text?, title text, text text, consent int, state int, lawyer int?, lawyer_name text?, claimed time?, due int, up_on int?, paused int?, answer text, answered time?, rating int?, demo bool, created time, updated time)
SELECT q.id, q.asker, u.name, q.place, q.at_place, q.topic, t.name_ru, t.name_en, q.title, q.text,
	q.consent, q.state, q.lawyer, l.name, q.claimed, q.due, q.up_on, q.paused, q.answer, q.answered,
	q.rating, q.demo, q.created, q.updated
  FROM law_question q LEFT JOIN topic t ON t.id = q.topic
  LEFT JOIN pub_user u ON u.id = q.asker LEFT JOIN pub_user l ON l.id = q.lawyer
 WHERE q.id = :id;

-- questions_mine :many (asker int, before int, max int) -> (id question_id, title text, state int, due int, topic_ru text?, topic_en text?, created time, answered time?, place_name text, demo bool)
-- before 0: from the newest.
SELECT q.id, q.title, q.state, q.due, t.name_ru, t.name_en, q.created, q.answered, p.short_name, q.demo
  FROM law_question q JOIN pub_place p ON p.id = q.place LEFT JOIN topic t ON t.id = q.topic
 WHERE q.asker = :asker AND (:before = 0 OR q.id < :before) ORDER BY q.id DESC LIMIT :max;

-- questions_open :one (asker int) -> (n int)
SELECT COUNT(*) FROM law_question WHERE asker = :asker AND state IN (1, 2, 3);

-- question_claim :count (id question_id, lawyer int, now time)
UPDATE law_question SET state = 2, lawyer = :lawyer, claimed = :now, updated = :now
 WHERE id = :id AND state = 1;

-- question_free :count (id question_id, lawyer int, now time)
-- Back to the queue, whether the lawyer answers or waits for the asker.
UPDATE law_question SET state = 1, lawyer = NULL, claimed = NULL, paused = NULL, updated = :now
 WHERE id = :id AND state IN (2, 3) AND lawyer = :lawyer;

-- question_back :count (id question_id, lawyer int, paused int, now time)
UPDATE law_question SET state = 3, paused = :paused, updated = :now
 WHERE id = :id AND state = 2 AND lawyer = :lawyer;

-- question_reply :count (id question_id, asker int, due int, up_on int?, now time)
-- The days of waiting for the asker are not the lawyer's.
UPDATE law_question SET state = 2, paused = NULL, claimed = :now, due = :due, up_on = :up_on, updated = :now
 WHERE id = :id AND state = 3 AND asker = :asker;

-- question_answer :count (id question_id, lawyer int, answer text, now time)
UPDATE law_question SET state = 4, answer = :answer, answered = :now, up_on = NULL, updated = :now
 WHERE id = :id AND state = 2 AND lawyer = :lawyer;

-- question_pass :count (id question_id, me int, was int, at_place int, up_on int?, now time)
UPDATE law_question SET state = 1, lawyer = NULL, claimed = NULL, at_place = :at_place, up_on = :up_on, updated = :now
 WHERE id = :id AND at_place = :was AND (state = 1 OR (state = 2 AND lawyer = :me));

-- question_up :count (id question_id, was int, at_place int, up_on int?, now time)
-- Overdue: whoever holds it goes on, and those above see it too.
UPDATE law_question SET at_place = :at_place, up_on = :up_on, updated = :now
 WHERE id = :id AND state IN (1, 2) AND at_place = :was;

-- question_withdraw :count (id question_id, asker int, now time)
UPDATE law_question SET state = 5, lawyer = NULL, claimed = NULL, paused = NULL, up_on = NULL, updated = :now
 WHERE id = :id AND state IN (1, 2, 3) AND asker = :asker;

-- question_rate :count (id question_id, asker int, rating int, now time)
UPDATE law_question SET rating = :rating, updated = :now WHERE id = :id AND state = 4 AND asker = :asker;

-- question_consent :count (id question_id, asker int, consent int, now time)
UPDATE law_question SET consent = :consent, updated = :now WHERE id = :id AND state = 4 AND asker = :asker;

-- questions_late :many (today int) -> (id question_id, title text, place int, at_place int, lawyer int?, due int)
-- Whose day to go up has passed.
SELECT id, title, place, at_place, lawyer, due FROM law_question
 WHERE state IN (1, 2) AND up_on < :today ORDER BY up_on, id LIMIT 200;

-- questions_lapsed :many (before time) -> (id question_id, title text, at_place int, lawyer int)
-- Held for too long. Whoever waits for the asker is not late.
SELECT id, title, at_place, lawyer FROM law_question
 WHERE state = 2 AND claimed < :before ORDER BY claimed, id LIMIT 200;

-- questions_of_topic :exec (src int, dst int)
UPDATE law_question SET topic = :dst WHERE topic = :src;

-- answers_of_topic :exec (src int, dst int)
UPDATE law_answer SET topic = :dst WHERE topic = :src;

-- step_add :one (question question_id, kind int, text text, place int?, author int?, now time) -> (id step_id)
INSERT INTO law_step (question, kind, text, place, author, at)
VALUES (:question, :kind, :text, :place, :author, :now) RETURNING id;

-- steps_of :many (question question_id) -> (id step_id, kind int, text text, place_name text?, author int?, author_name text?, at time)
SELECT s.id, s.kind, s.text, p.short_name, s.author, u.name, s.at
  FROM law_step s LEFT JOIN pub_place p ON p.id = s.place LEFT JOIN pub_user u ON u.id = s.author
 WHERE s.question = :question ORDER BY s.id LIMIT 500;

-- person_withdraw :exec (me int, now time)
-- The asker is erased: nobody waits for an answer any more.
UPDATE law_question SET state = 5, lawyer = NULL, claimed = NULL, paused = NULL, up_on = NULL, updated = :now
 WHERE asker = :me AND state IN (1, 2, 3);

-- person_release :exec (me int, now time)
-- The lawyer is erased: others may take what they held.
UPDATE law_question SET state = 1, lawyer = NULL, claimed = NULL, paused = NULL, updated = :now
 WHERE lawyer = :me AND state IN (2, 3);

-- ---- answers for everybody

-- answer_of :one (question question_id) -> (id answer_id, question int, topic int, title text, asked text, answer text, state int, author int?, author_name text?, reviewer int?, remark text, entry int?)
SELECT a.id, a.question, a.topic, a.title, a.asked, a.answer, a.state, a.author, u.name, a.reviewer, a.remark, a.entry
  FROM law_answer a LEFT JOIN pub_user u ON u.id = a.author WHERE a.question = :question;

-- answer_add :one (question question_id, topic int, title text, asked text, answer text, state int, author int, now time) -> (id answer_id)
INSERT INTO law_answer (question, topic, title, asked, answer, state, author, changed)
VALUES (:question, :topic, :title, :asked, :answer, :state, :author, :now) RETURNING id;

-- answer_put :count (id answer_id, title text, asked text, answer text, state int, author int, now time)
-- Written anew by a lawyer: what a reviewer said before is past.
UPDATE law_answer SET title = :title, asked = :asked, answer = :answer, state = :state, author = :author,
	reviewer = NULL, remark = '', changed = :now WHERE id = :id AND state <> 3;

-- answer_return :count (id answer_id, reviewer int, remark text, now time)
UPDATE law_answer SET state = 1, reviewer = :reviewer, remark = :remark, changed = :now
 WHERE id = :id AND state = 2 AND author <> :reviewer;

-- answer_publish :count (id answer_id, reviewer int, entry int, now time)
-- By a second pair of eyes only.
UPDATE law_answer SET state = 3, reviewer = :reviewer, entry = :entry, remark = '', published = :now, changed = :now
 WHERE id = :id AND state = 2 AND author <> :reviewer;

-- answer_withdraw :count (question question_id, now time)
UPDATE law_answer SET state = 4, changed = :now WHERE question = :question AND state IN (1, 2, 3);

-- answer_public :one (id answer_id) -> (id answer_id, question int, topic int, topic_ru text?, topic_en text?, title text, asked text, answer text, published time, entry int, demo bool)
SELECT a.id, a.question, a.topic, t.name_ru, t.name_en, a.title, a.asked, a.answer, a.published, a.entry, q.demo
  FROM law_answer a JOIN law_question q ON q.id = a.question LEFT JOIN topic t ON t.id = a.topic WHERE a.id = :id AND a.state = 3;

-- answers_public :many (topic int, skip int, max int) -> (id answer_id, title text, topic_ru text?, topic_en text?, published time, demo bool)
-- Newest first; of a topic and those below it.
SELECT a.id, a.title, t.name_ru, t.name_en, a.published, q.demo
  FROM law_answer a JOIN law_question q ON q.id = a.question JOIN topic t ON t.id = a.topic
 WHERE a.topic IN (SELECT id FROM topic WHERE id = :topic UNION SELECT id FROM topic WHERE parent = :topic) AND a.state = 3
 ORDER BY a.published DESC, a.id DESC LIMIT :max OFFSET :skip;

-- answers_newest :many (skip int, max int) -> (id answer_id, title text, topic_ru text?, topic_en text?, published time, demo bool)
SELECT a.id, a.title, t.name_ru, t.name_en, a.published, q.demo
  FROM law_answer a JOIN law_question q ON q.id = a.question LEFT JOIN topic t ON t.id = a.topic
 WHERE a.state = 3 ORDER BY a.published DESC, a.id DESC LIMIT :max OFFSET :skip;

-- answer_card :one (entry int) -> (id answer_id, title text, topic_ru text?, topic_en text?, published time, demo bool)
SELECT a.id, a.title, t.name_ru, t.name_en, a.published, q.demo
  FROM law_answer a JOIN law_question q ON q.id = a.question LEFT JOIN topic t ON t.id = a.topic WHERE a.entry = :entry AND a.state = 3;
