-- For a database whose server's user is a superuser already, as in compose.yaml: the one role that the wall between tenants takes beside it.
create role kpi_tenant nologin;
