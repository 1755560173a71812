#!/usr/bin/env bash
# Run once by the Postgres image, when its volume is empty: our role owns its database and is no superuser.
set -euo pipefail
: "${DATABASE_PASSWORD:?DATABASE_PASSWORD manque dans .env : le mot de passe qui est aussi dans DATABASE_URL}"
psql --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --set=password="$DATABASE_PASSWORD" <<'SQL'
create role chatbot login password :'password';
create database chatbot owner chatbot;
\connect chatbot
create extension vector;
SQL
