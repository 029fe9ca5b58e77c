"""Every SELECT: ``f(conn, ...)`` to rows or a (Geo)DataFrame."""
