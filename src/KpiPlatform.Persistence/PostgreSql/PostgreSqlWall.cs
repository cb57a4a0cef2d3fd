using System.Data.Common;
using KpiPlatform.Domain;
using KpiPlatform.Persistence.Databases;
using Npgsql;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>
/// The second wall between tenants, behind the conditions of every statement: row-level security, forced also upon the owner, on each table
/// with a column "tenant". What reads or writes of a single tenant does so as a role to which the policies show that tenant's rows and no others,
/// and none at all where no tenant was named; rows of another can't be added either.
/// </summary>
/// <remarks>
/// Beside it, as the user of the connection string with BYPASSRLS: whatever commits for several tenants in one transaction (the journal's writer, which
/// also needs COPY, refused under policies; index, snapshots, counters), loads customers of several at once, or looks for something of any
/// tenant (due customers, keys by digest). Such queries are named QueryAcrossTenantsAsync, such transactions are given no tenant. What has no column
/// "tenant" (documents, writers, hosts, the list of tenants) is read and not written behind it.
/// </remarks>
internal sealed class PostgreSqlWall(PostgreSqlDatabase database, string role)
{
    // The list of tenants itself is no tenant's.
    private const string TenantTables =
        """
        select c.relname, c.relrowsecurity and c.relforcerowsecurity and exists (
            select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant_wall')
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'tenant'
        order by c.relname
        """;

    // Asked once for each statement.
    private const string IsShown = "tenant = (select nullif(current_setting('kpi.tenant', true), '')::int)";

    /// <summary>Puts it up, or makes sure that it stands around every table. After the schema's upgrade.</summary>
    /// <exception cref="DomainException">TENANT_ROLE (FAILED_PRECONDITION): the roles are not such that it could hold.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await RequireRolesAsync(cancellationToken);
        await database.ReadAsync(
            async (connection, token) =>
            {
                // One host at a time, as for the schema; who comes later finds it done.
                await using var transaction = await database.BeginExclusiveAsync(connection, token);
                await ExecuteAsync(transaction, $"grant usage on schema public to {Quoted(role)}; grant select on all tables in schema public to {Quoted(role)}", token);
                foreach (var (table, isWalled) in await transaction.QueryAsync(command => command.CommandText = TenantTables, reader => (reader.GetString(0), reader.GetBoolean(1)), token))
                {
                    // A wall first: what could be written before it stands would be written past it.
                    if (isWalled)
                    {
                        await ExecuteAsync(transaction, Grant(table), token);
                        continue;
                    }

                    await ExecuteAsync(
                        transaction,
                        $"""
                        alter table {Quoted(table)} enable row level security;
                        alter table {Quoted(table)} force row level security;
                        drop policy if exists tenant_wall on {Quoted(table)};
                        create policy tenant_wall on {Quoted(table)} using ({IsShown}) with check ({IsShown});
                        {Grant(table)}
                        """,
                        token);
                }

                await transaction.CommitAsync(token);
                return true;
            },
            cancellationToken);
    }

    private async Task RequireRolesAsync(CancellationToken cancellationToken)
    {
        var found = await database.QueryAcrossTenantsAsync(
            command =>
            {
                database.Bind(command, "@role", ColumnType.Text, role);
                command.CommandText =
                    """
                    select (select rolsuper or rolbypassrls from pg_roles where rolname = current_user),
                        (select not rolsuper and not rolbypassrls from pg_roles where rolname = @role),
                        (select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = @role)
                    """;
            },
            reader => (Bypasses: IsTrue(reader, 0), IsWalled: IsTrue(reader, 1), IsMember: IsTrue(reader, 2)),
            cancellationToken);
        var problem = found[0] switch
        {
            { Bypasses: false } => "the user of the connection string lacks BYPASSRLS",
            { IsWalled: false } => $"the role \"{role}\" does not exist, or policies do not hold for it (superuser, BYPASSRLS)",
            { IsMember: false } => $"the user of the connection string is no member of \"{role}\"",
            _ => null,
        };
        if (problem is not null)
            throw new DomainException(ErrorKind.FailedPrecondition, "TENANT_ROLE", $"The wall between tenants can't be put up: {problem}. deploy/postgresql/roles.sql makes the roles as they are needed.");
    }

    private string Grant(string table) => $"grant insert, update, delete on {Quoted(table)} to {Quoted(role)}";

    private static bool IsTrue(DbDataReader reader, int ordinal) => !reader.IsDBNull(ordinal) && reader.GetBoolean(ordinal);

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task ExecuteAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
