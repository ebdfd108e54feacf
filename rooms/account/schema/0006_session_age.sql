-- Sessions end by age too, looked for whenever somebody signs in.
CREATE INDEX account_session_created ON account_session (created);
