-- queries_reach.sql - where letters to a person go.

-- reach :one (user user_id) -> (email text, name text, place text)
SELECT email, name, place FROM account_user WHERE id = :user AND state = 1;
