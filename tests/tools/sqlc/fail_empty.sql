-- q :exec ()

