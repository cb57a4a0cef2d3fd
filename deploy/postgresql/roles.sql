-- The roles of the platform, for a superuser to run once:
--   psql -v password="'…'" -f roles.sql
-- kpi        the server's user: owns the database, changes the schema, commits for several tenants in one transaction. BYPASSRLS, because the
--            policies would stop it there (COPY is refused under policies altogether).
-- kpi_tenant what reads and writes of single tenants does so as this role: the policies show it one tenant at a time, and none where none is named.
create role kpi_tenant nologin;
create role kpi login bypassrls password :password;
grant kpi_tenant to kpi;
create database kpi owner kpi;
