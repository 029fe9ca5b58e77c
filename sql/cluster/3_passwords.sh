#!/bin/sh
# First start of the database container: give the users the passwords of the environment (docker-compose.yml).
set -eu
for role in OWNER ETL APP READER; do
    # psql asks the environment itself: what stands in arguments is visible to every process of the machine.
    psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<SQL
\\set password \`printenv MINDCONNECT_${role}_PASSWORD\`
ALTER ROLE mindconnect_$role PASSWORD :'password';
SQL
done
